# latency: data in latency.csv (SI base units); draw again with: gnuplot latency.gp
reset session
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.55
set linetype 2 linecolor '#D55E00' linewidth 1.6 dashtype (7,3) pointtype 5 pointsize 0.55
set key tmargin center horizontal Left reverse samplen 1.8 spacing 1.1 width 0 textcolor '#111111'
set xlabel 'Rate (s^{–1})'
set ylabel 'Time in an M/M/1 station (ms)'
set yrange [0:*]
data = 'latency.csv'
of(line, name) = column('line') == line ? column(name) : NaN
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1000
low(line) = of(line, 'low') * 1000
high(line) = of(line, 'high') * 1000
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'latency.svg'
plot \
    data using (x(1)):(low(1)):(high(1)) with filledcurves linetype 1 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(2)):(low(2)):(high(2)) with filledcurves linetype 2 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(1)):(y(1)) with linespoints linetype 1 title 'mean', \
    data using (x(2)):(y(2)) with linespoints linetype 2 title 'p95'
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'latency.png'
replot
