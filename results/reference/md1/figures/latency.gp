# latency: data in latency.csv (SI base units); draw again with: gnuplot latency.gp
# (with a PDF beside it: gnuplot -e pdf=1 latency.gp)
reset
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.7
set linetype 2 linecolor '#000000' linewidth 1.1 dashtype 1
set linetype 3 linecolor '#000000' linewidth 1.1 dashtype (10,4)
set key tmargin center horizontal maxcols 1 Left reverse samplen 2.2 spacing 1.1 textcolor '#111111'
set xlabel 'Rate (s^{–1})'
set ylabel 'Mean time in an M/D/1 station (ms)'
set yrange [0:*]
set ytics 2
set xtics 50
set xrange [484:916]
data = 'latency.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0 ? 0 : value
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1000
low(line) = atleast(of(line, 'low') * 1000)
high(line) = of(line, 'high') * 1000
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'latency.svg'
plot \
    data using (x(2)):(y(2)) with lines linetype 2 title 'M/D/1', \
    data using (x(3)):(y(3)) with lines linetype 3 title 'M/M/1 of the same load', \
    data using (x(1)):(y(1)):(low(1)):(high(1)) with yerrorbars linetype 1 linewidth 1 dashtype 1 title 'simulated'
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'latency.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'latency.pdf'
    replot
}
