# attach-parts: data in attach-parts.csv (SI base units); draw again with: gnuplot attach-parts.gp
# (with a PDF beside it: gnuplot -e pdf=1 attach-parts.gp)
reset
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#00224E'
set linetype 2 linecolor '#35456C'
set linetype 3 linecolor '#666970'
set linetype 4 linecolor '#948E77'
set linetype 5 linecolor '#C8B866'
set linetype 6 linecolor '#FEE838'
set key tmargin center horizontal maxcols 2 Left reverse samplen 2.2 spacing 1.1 textcolor '#111111'
set xlabel 'Delay'
set ylabel 'Attach through the proxy (ms)'
set yrange [0:*]
set ytics 200
set xtics scale 0 rotate by 25 right ('500 us' 0, '1 ms' 1, '2.5 ms' 2, '5 ms' 3, '10 ms' 4, '25 ms' 5, '50 ms' 6, '100 ms' 7)
set xrange [-0.6:7.6]
data = 'attach-parts.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0 ? 0 : value
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1000
low(line) = atleast(of(line, 'low') * 1000)
high(line) = of(line, 'high') * 1000
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'attach-parts.svg'
plot \
    data using (x(1)):(y(1)):(x(1)-0.3):(x(1)+0.3):(low(1)):(high(1)) with boxxyerror linetype 1 linewidth 0.5 fillstyle solid 1.0 border linecolor '#FFFFFF' title 'propagation', \
    data using (x(2)):(y(2)):(x(2)-0.3):(x(2)+0.3):(low(2)):(high(2)) with boxxyerror linetype 2 linewidth 0.5 fillstyle solid 1.0 border linecolor '#FFFFFF' title 'usim.authenticate', \
    data using (x(3)):(y(3)):(x(3)-0.3):(x(3)+0.3):(low(3)):(high(3)) with boxxyerror linetype 3 linewidth 0.5 fillstyle solid 1.0 border linecolor '#FFFFFF' title 'ue.step', \
    data using (x(4)):(y(4)):(x(4)-0.3):(x(4)+0.3):(low(4)):(high(4)) with boxxyerror linetype 4 linewidth 0.5 fillstyle solid 1.0 border linecolor '#FFFFFF' title 'other processing', \
    data using (x(5)):(y(5)):(x(5)-0.3):(x(5)+0.3):(low(5)):(high(5)) with boxxyerror linetype 5 linewidth 0.5 fillstyle solid 1.0 border linecolor '#FFFFFF' title 'timers', \
    data using (x(6)):(y(6)):(x(6)-0.3):(x(6)+0.3):(low(6)):(high(6)) with boxxyerror linetype 6 linewidth 0.5 fillstyle solid 1.0 border linecolor '#FFFFFF' title 'other'
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'attach-parts.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'attach-parts.pdf'
    replot
}
