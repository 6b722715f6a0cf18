# logins: data in logins.csv (SI base units); draw again with: gnuplot logins.gp
# (with a PDF beside it: gnuplot -e pdf=1 logins.gp)
reset
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#004488' linewidth 1.2 dashtype 1
set key off
set xlabel 'Time (s)'
set ylabel 'Logins a second (s^{–1})'
set yrange [0:*]
set ytics 20
set xtics 20
set xrange [0:119]
data = 'logins.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0 ? 0 : value
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1
low(line) = atleast(of(line, 'low') * 1)
high(line) = of(line, 'high') * 1
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'logins.svg'
plot \
    data using (x(1)):(low(1)):(high(1)) with filledcurves linetype 1 fillstyle transparent solid 0.18 noborder notitle, \
    data using (x(1)):(y(1)) with lines linetype 1 notitle
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'logins.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'logins.pdf'
    replot
}
