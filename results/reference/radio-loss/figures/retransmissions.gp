# retransmissions: data in retransmissions.csv (SI base units); draw again with: gnuplot retransmissions.gp
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
set linetype 3 linecolor '#009E73' linewidth 1.6 dashtype (2,2) pointtype 9 pointsize 0.55
set key tmargin center horizontal Left reverse samplen 1.8 spacing 1.1 width 0 textcolor '#111111'
set xlabel 'Loss'
set ylabel 'Repairs a run'
set yrange [0:*]
data = 'retransmissions.csv'
of(line, name) = column('line') == line ? column(name) : NaN
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1
low(line) = of(line, 'low') * 1
high(line) = of(line, 'high') * 1
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'retransmissions.svg'
plot \
    data using (x(1)):(low(1)):(high(1)) with filledcurves linetype 1 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(2)):(low(2)):(high(2)) with filledcurves linetype 2 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(3)):(low(3)):(high(3)) with filledcurves linetype 3 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(1)):(y(1)) with linespoints linetype 1 title 'MME retransmitted t3460, count, mme/0', \
    data using (x(2)):(y(2)) with linespoints linetype 2 title 'MME retransmitted t3450, count, mme/0', \
    data using (x(3)):(y(3)) with linespoints linetype 3 title 'UE event t3410 expired, count, ue'
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'retransmissions.png'
replot
