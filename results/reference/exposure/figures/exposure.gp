# exposure: data in exposure.csv (SI base units); draw again with: gnuplot exposure.gp
# (with a PDF beside it: gnuplot -e pdf=1 exposure.gp)
reset
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#00224E'
set linetype 2 linecolor '#414E6D'
set linetype 3 linecolor '#7D7C74'
set linetype 4 linecolor '#BBAE6A'
set linetype 5 linecolor '#FEE838'
set key tmargin center horizontal maxcols 1 Left reverse samplen 2.2 spacing 1.1 textcolor '#111111'
set xlabel 'Holds'
set ylabel 'Security associations that can be'."\n".'read'
set yrange [0:*]
set ytics 0.2
set xtics scale 0 rotate by 25 right ('none' 0, 'sa' 1, 'server' 2, 'pair' 3, 'sub-pairs' 4, 'pairs' 5, 'organisation' 6)
set xrange [-0.6:6.6]
data = 'exposure.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0 ? 0 : value
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1
low(line) = atleast(of(line, 'low') * 1)
high(line) = of(line, 'high') * 1
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'exposure.svg'
plot \
    data using (x(1)+(-0.32)):(y(1)):(0.1472) with boxes linetype 1 title 'hierarchy, server-level, sub-levels 0', \
    data using (x(1)+(-0.32)):(low(1)):(0):(high(1)-low(1)) with vectors heads size graph 0.008,90 linewidth 1 linecolor '#808080' notitle, \
    data using (x(2)+(-0.16)):(y(2)):(0.1472) with boxes linetype 2 title 'hierarchy, no server-level, sub-levels 0', \
    data using (x(2)+(-0.16)):(low(2)):(0):(high(2)-low(2)) with vectors heads size graph 0.008,90 linewidth 1 linecolor '#808080' notitle, \
    data using (x(3)+(0)):(y(3)):(0.1472) with boxes linetype 3 title 'hierarchy, server-level, sub-levels 1', \
    data using (x(3)+(0)):(low(3)):(0):(high(3)-low(3)) with vectors heads size graph 0.008,90 linewidth 1 linecolor '#808080' notitle, \
    data using (x(4)+(0.16)):(y(4)):(0.1472) with boxes linetype 4 title 'enclave-key, server-level, sub-levels 0', \
    data using (x(4)+(0.16)):(low(4)):(0):(high(4)-low(4)) with vectors heads size graph 0.008,90 linewidth 1 linecolor '#808080' notitle, \
    data using (x(5)+(0.32)):(y(5)):(0.1472) with boxes linetype 5 title 'per-sa, server-level, sub-levels 0', \
    data using (x(5)+(0.32)):(low(5)):(0):(high(5)-low(5)) with vectors heads size graph 0.008,90 linewidth 1 linecolor '#808080' notitle
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'exposure.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'exposure.pdf'
    replot
}
