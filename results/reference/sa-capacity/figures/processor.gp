# processor: data in processor.csv (SI base units); draw again with: gnuplot processor.gp
# (with a PDF beside it: gnuplot -e pdf=1 processor.gp)
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
set linetype 4 linecolor '#CC79A7' linewidth 1.6 dashtype (12,4,3,4) pointtype 11 pointsize 0.55
set linetype 5 linecolor '#000000' linewidth 1.6 dashtype (18,5) pointtype 13 pointsize 0.55
set linetype 6 linecolor '#E69F00' linewidth 1.6 dashtype (6,3) pointtype 6 pointsize 0.55
set key tmargin center horizontal maxcols 2 Left reverse samplen 2.2 spacing 1.1 textcolor '#111111'
set xlabel 'Sas'
set ylabel 'Load of the host''s processor'
set yrange [0:*]
set ytics 0.2
set logscale x
set format x '10^{%T}'
set xrange [6.91831:144544]
data = 'processor.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0 ? 0 : value
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1
low(line) = atleast(of(line, 'low') * 1)
high(line) = of(line, 'high') * 1
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'processor.svg'
plot \
    data using (x(1)):(low(1)):(high(1)) with filledcurves linetype 1 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(2)):(low(2)):(high(2)) with filledcurves linetype 2 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(3)):(low(3)):(high(3)) with filledcurves linetype 3 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(4)):(low(4)):(high(4)) with filledcurves linetype 4 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(5)):(low(5)):(high(5)) with filledcurves linetype 5 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(6)):(low(6)):(high(6)) with filledcurves linetype 6 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(1)):(y(1)) with linespoints linetype 1 title 'none', \
    data using (x(2)):(y(2)) with linespoints linetype 2 title 'sa-table', \
    data using (x(3)):(y(3)) with linespoints linetype 3 title 'sa-cache', \
    data using (x(4)):(y(4)) with linespoints linetype 4 title 'derive-server', \
    data using (x(5)):(y(5)) with linespoints linetype 5 title 'derive-pair', \
    data using (x(6)):(y(6)) with linespoints linetype 6 title 'derive-cache'
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'processor.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'processor.pdf'
    replot
}
