# seen: data in seen.csv (SI base units); draw again with: gnuplot seen.gp
# (with a PDF beside it: gnuplot -e pdf=1 seen.gp)
reset
set encoding utf8
set datafile separator comma
set datafile columnheaders
set border 3 linewidth 0.8 linecolor '#333333'
set tics nomirror out scale 0.6 textcolor '#111111'
set grid ytics linewidth 0.5 linecolor '#DDDDDD'
set style fill solid 1.0 noborder
set linetype 1 linecolor '#00224E'
set linetype 2 linecolor '#2C3F67'
set linetype 3 linecolor '#565D6F'
set linetype 4 linecolor '#7D7C74'
set linetype 5 linecolor '#A59C71'
set linetype 6 linecolor '#D1C05E'
set linetype 7 linecolor '#FEE838'
set key tmargin center horizontal maxcols 2 Left reverse samplen 2.2 spacing 1.1 textcolor '#111111'
set xlabel ''
set ylabel 'Different values seen'
set yrange [0:*]
set ytics 10
set xtics scale 0 rotate by 90 right font ',9' ('guest' 0, 'member' 1, 'both' 2, 'enb' 3, 'mme' 4, 'hss' 5, 'proxy' 6, 'cloud' 7, 'radio' 8, 's1' 9, 's6a' 10, 'edge' 11, 'api' 12, 'portal' 13, 'internet' 14)
set xrange [-0.6:14.6]
data = 'seen.csv'
of(line, name) = column('line') == line ? column(name) : NaN
atleast(value) = value < 0 ? 0 : value
x(line) = of(line, 'x') * 1
y(line) = of(line, 'y') * 1
low(line) = atleast(of(line, 'low') * 1)
high(line) = of(line, 'high') * 1
set terminal svg size 400,270 font 'DejaVu Sans,12' background '#ffffff'
set output 'seen.svg'
plot \
    data using (x(1)+(-0.3429)):(y(1)):(0.1051) with boxes linetype 1 title 'Exposed imsi', \
    data using (x(2)+(-0.2286)):(y(2)):(0.1051) with boxes linetype 2 title 'Exposed rand', \
    data using (x(3)+(-0.1143)):(y(3)):(0.1051) with boxes linetype 3 title 'Exposed res', \
    data using (x(4)+(0)):(y(4)):(0.1051) with boxes linetype 4 title 'Exposed kasme', \
    data using (x(5)+(0.1143)):(y(5)):(0.1051) with boxes linetype 5 title 'Exposed kenb', \
    data using (x(6)+(0.2286)):(y(6)):(0.1051) with boxes linetype 6 title 'Exposed password', \
    data using (x(7)+(0.3429)):(y(7)):(0.1051) with boxes linetype 7 title 'Exposed id token'
set terminal pngcairo size 1200,810 font 'DejaVu Sans,9' \
    fontscale 3 linewidth 3 pointscale 3 background '#ffffff'
set output 'seen.png'
replot
if (exists('pdf')) {
    set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
    set output 'seen.pdf'
    replot
}
