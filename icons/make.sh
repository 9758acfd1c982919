#!/bin/sh
# Makes every icon from icon.svg and tray.svg: PNG for Linux, icon.ico for Windows, icon.icns for
# macOS, and the one-colour arch for the tray on dark and on light panels. Needs rsvg-convert
# (librsvg2-bin), ImageMagick and Python 3.
set -eu
cd "$(dirname "$0")"
convert=${CONVERT:-/usr/bin/convert}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

draw() { # source size target
  rsvg-convert --width "$2" --height "$2" "$1" --output "$3"
}

for size in 16 24 32 48 64 128 256 512 1024; do draw icon.svg "$size" "$work/$size.png"; done
cp "$work/32.png" 32x32.png
cp "$work/128.png" 128x128.png
cp "$work/256.png" 128x128@2x.png
cp "$work/512.png" icon.png

# Windows wants bitmaps up to 64 and a PNG at 256.
"$convert" "$work/16.png" "$work/24.png" "$work/32.png" "$work/48.png" "$work/64.png" "$work/256.png" icon.ico

for size in 16 32 64; do
  draw tray.svg "$size" "$work/tray-$size.png"
  "$convert" "$work/tray-$size.png" -fill '#16191D' -colorize 100 -depth 8 -define png:color-type=6 -define png:exclude-chunk=date,time -strip "tray-light-$size.png"
  "$convert" "$work/tray-$size.png" -fill '#FFFFFF' -colorize 100 -depth 8 -define png:color-type=6 -define png:exclude-chunk=date,time -strip "tray-dark-$size.png"
done

# An icns file is a list of four-letter kinds, each with its length and a PNG.
python3 - "$work" <<'PY'
import pathlib, struct, sys

kinds = {"ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512, "ic09": 512, "ic10": 1024}
work = pathlib.Path(sys.argv[1])
entries = b""
for kind, size in kinds.items():
    data = (work / f"{size}.png").read_bytes()
    entries += kind.encode() + struct.pack(">I", len(data) + 8) + data
pathlib.Path("icon.icns").write_bytes(b"icns" + struct.pack(">I", len(entries) + 8) + entries)
PY
