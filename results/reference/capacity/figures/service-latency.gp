# service-latency: data in service-latency.csv (SI base units); draw again with: gnuplot service-latency.gp
# (with a PDF beside it: gnuplot -e pdf=1 service-latency.gp)
reset
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.55
set linetype 2 linecolor '#D55E00' linewidth 1.6 dashtype (10,4) pointtype 5 pointsize 0.55
set linetype 3 linecolor '#009E73' linewidth 1.6 dashtype (3,3) pointtype 9 pointsize 0.55
set linetype 4 linecolor '#000000' linewidth 1.4 dashtype (3,3) pointtype 6 pointsize 1.4
set linetype 5 linecolor '#000000' linewidth 1.4 dashtype (3,3) pointtype 6 pointsize 1.4
set linetype 6 linecolor '#000000' linewidth 1.4 dashtype (3,3) pointtype 6 pointsize 1.4
set key tmargin center horizontal maxcols 1 Left reverse samplen 2.2 spacing 1.1 textcolor '#111111'
set xlabel 'Rate (s^{–1})'
set ylabel 'Service latency (s)'
set logscale y
set format y '%.12g'
set yrange [0.1:*]
set xtics 1000
set xrange [224:4976]
data = 'service-latency.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0.1 ? 0.1 : value
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1
low(line) = atleast(of(line, 'low') * 1)
high(line) = of(line, 'high') * 1
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'service-latency.svg'
plot \
    data using (x(1)):(low(1)):(high(1)) with filledcurves linetype 1 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(2)):(low(2)):(high(2)) with filledcurves linetype 2 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(3)):(low(3)):(high(3)) with filledcurves linetype 3 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(4)):(low(4)):(high(4)) with filledcurves linetype 4 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(5)):(low(5)):(high(5)) with filledcurves linetype 5 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(6)):(low(6)):(high(6)) with filledcurves linetype 6 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(1)):(y(1)) with linespoints linetype 1 title 'cores 1', \
    data using (x(2)):(y(2)) with linespoints linetype 2 title 'cores 2', \
    data using (x(3)):(y(3)) with linespoints linetype 3 title 'cores 4', \
    data using (x(4)):(y(4)) with impulses linetype 4 linewidth 0.8 notitle, \
    data using (x(4)):(y(4)) with points linetype 4 title 'knee of cores 1 at 1000 /s', \
    data using (x(5)):(y(5)) with impulses linetype 5 linewidth 0.8 notitle, \
    data using (x(5)):(y(5)) with points linetype 5 title 'knee of cores 2 at 2000 /s', \
    data using (x(6)):(y(6)) with impulses linetype 6 linewidth 0.8 notitle, \
    data using (x(6)):(y(6)) with points linetype 6 title 'knee of cores 4 at 4000 /s'
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'service-latency.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'service-latency.pdf'
    replot
}
