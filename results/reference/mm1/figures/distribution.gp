# distribution: data in distribution.csv (SI base units); draw again with: gnuplot distribution.gp
# (with a PDF beside it: gnuplot -e pdf=1 distribution.gp)
reset
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#263B63' linewidth 3.2 dashtype 1
set linetype 2 linecolor '#4A546E' linewidth 3.2 dashtype 1
set linetype 3 linecolor '#6D6E71' linewidth 3.2 dashtype 1
set linetype 4 linecolor '#8D8976' linewidth 3.2 dashtype 1
set linetype 5 linecolor '#B2A66D' linewidth 3.2 dashtype 1
set linetype 6 linecolor '#D7C659' linewidth 3.2 dashtype 1
set linetype 7 linecolor '#000000' linewidth 1.1 dashtype (5,5)
set linetype 8 linecolor '#000000' linewidth 1.1 dashtype (5,5)
set linetype 9 linecolor '#000000' linewidth 1.1 dashtype (5,5)
set linetype 10 linecolor '#000000' linewidth 1.1 dashtype (5,5)
set linetype 11 linecolor '#000000' linewidth 1.1 dashtype (5,5)
set linetype 12 linecolor '#000000' linewidth 1.1 dashtype (5,5)
set key tmargin center horizontal maxcols 2 Left reverse samplen 2.2 spacing 1.1 textcolor '#111111'
set xlabel 'Time in an M/M/1 station (ms)'
set ylabel 'Share of samples'
set yrange [0:1]
set xtics 20
data = 'distribution.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0 ? 0 : value
x(line) = of(line, 'x') * 1000
y(line) = of(line, 'y') * 1
low(line) = atleast(of(line, 'low') * 1)
high(line) = of(line, 'high') * 1
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'distribution.svg'
plot \
    data using (x(1)):(y(1)) with lines linetype 1 title 'rate 200 /s', \
    data using (x(2)):(y(2)) with lines linetype 2 title 'rate 350 /s', \
    data using (x(3)):(y(3)) with lines linetype 3 title 'rate 500 /s', \
    data using (x(4)):(y(4)) with lines linetype 4 title 'rate 650 /s', \
    data using (x(5)):(y(5)) with lines linetype 5 title 'rate 800 /s', \
    data using (x(6)):(y(6)) with lines linetype 6 title 'rate 900 /s', \
    data using (x(7)):(y(7)) with lines linetype 7 title 'M/M/1', \
    data using (x(8)):(y(8)) with lines linetype 8 notitle, \
    data using (x(9)):(y(9)) with lines linetype 9 notitle, \
    data using (x(10)):(y(10)) with lines linetype 10 notitle, \
    data using (x(11)):(y(11)) with lines linetype 11 notitle, \
    data using (x(12)):(y(12)) with lines linetype 12 notitle
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'distribution.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'distribution.pdf'
    replot
}
