# breakdown: data in breakdown.csv (SI base units); draw again with: gnuplot breakdown.gp
# (with a PDF beside it: gnuplot -e pdf=1 breakdown.gp)
reset
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#00224E'
set linetype 2 linecolor '#FEE838'
set key tmargin center horizontal maxcols 2 Left reverse samplen 2.2 spacing 1.1 textcolor '#111111'
set xlabel ''
set ylabel 'Mean time through three'."\n".'stations (ms)'
set yrange [0:*]
set ytics 2.5
set xtics scale 0 ('' 0)
set xrange [-0.6:0.6]
data = 'breakdown.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0 ? 0 : value
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1000
low(line) = atleast(of(line, 'low') * 1000)
high(line) = of(line, 'high') * 1000
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'breakdown.svg'
plot \
    data using (x(1)):(y(1)):(x(1)-0.3):(x(1)+0.3):(low(1)):(high(1)) with boxxyerror linetype 1 linewidth 0.5 fillstyle solid 1.0 border linecolor '#FFFFFF' title 'queueing', \
    data using (x(2)):(y(2)):(x(2)-0.3):(x(2)+0.3):(low(2)):(high(2)) with boxxyerror linetype 2 linewidth 0.5 fillstyle solid 1.0 border linecolor '#FFFFFF' title 'server.serve'
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'breakdown.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'breakdown.pdf'
    replot
}
