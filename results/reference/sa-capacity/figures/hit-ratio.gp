# hit-ratio: data in hit-ratio.csv (SI base units); draw again with: gnuplot hit-ratio.gp
# (with a PDF beside it: gnuplot -e pdf=1 hit-ratio.gp)
reset
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.7
set linetype 2 linecolor '#D55E00' linewidth 1.6 dashtype (10,4) pointtype 5 pointsize 0.7
set linetype 3 linecolor '#0072B2' linewidth 1.1 dashtype 1
set linetype 4 linecolor '#D55E00' linewidth 1.1 dashtype (10,4)
set key tmargin center horizontal maxcols 2 Left reverse samplen 2.2 spacing 1.1 textcolor '#111111'
set xlabel 'Sas'
set ylabel 'Packets whose SA key was in the'."\n".'card''s cache'
set yrange [0:*]
set ytics 0.2
set logscale x
set format x '10^{%T}'
set xrange [6.91831:144544]
data = 'hit-ratio.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0 ? 0 : value
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1
low(line) = atleast(of(line, 'low') * 1)
high(line) = of(line, 'high') * 1
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'hit-ratio.svg'
plot \
    data using (x(3)):(y(3)) with lines linetype 3 title 'Che, exponent 0', \
    data using (x(4)):(y(4)) with lines linetype 4 title 'Che, exponent 1', \
    data using (x(1)):(y(1)):(low(1)):(high(1)) with yerrorbars linetype 1 linewidth 1 dashtype 1 title 'exponent 0', \
    data using (x(2)):(y(2)):(low(2)):(high(2)) with yerrorbars linetype 2 linewidth 1 dashtype 1 title 'exponent 1'
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'hit-ratio.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'hit-ratio.pdf'
    replot
}
