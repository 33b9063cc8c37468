#!/bin/sh
# 重做 docs/ 里的样张：命令行出图，幻灯片、文档与图集再由 LibreOffice 与 poppler 转成图片。
# Make the samples of docs/ anew: by the command line; slides, document and book become pictures by LibreOffice and poppler.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
# 示例网址，样张上的二维码才有去处 · an address for example, so that the samples bear a code
export ATLAS_BASE_URL="${ATLAS_BASE_URL:-https://atlas.example/}"
snapshot() { "$python" -m atlas snapshot --date 2026-11-30 "$@"; }

snapshot --dpi 96 -o docs/province-slide.png
snapshot --dpi 96 --lang en --layout a4-portrait --area hexi --cluster nonferrous-materials -o docs/hexi-a4-portrait-en.png
snapshot --dpi 96 --style grey --layout square --area longdongnan --extent fit -o docs/longdongnan-grey.png
snapshot --area lanzhou --native-shapes --extent fit -o "$made/slide.pptx"
snapshot --cluster nonferrous-materials -o "$made/document.docx"
"$python" -m atlas book --date 2026-11-30 -o "$made/book.pdf"

soffice --headless --convert-to pdf --outdir "$made" "$made/slide.pptx" "$made/document.docx" >/dev/null
pdftoppm -r 96 -png -singlefile "$made/slide.pdf" docs/lanzhou-slide
pdftoppm -r 60 -png -f 1 -l 4 "$made/document.pdf" "$made/document"
"$python" docs/contact_sheet.py docs/briefing-document.png 2 "$made"/document-*.png
pdftoppm -r 60 -png -f 5 -l 5 "$made/book.pdf" "$made/book"
pdftoppm -r 60 -png -f 8 -l 8 "$made/book.pdf" "$made/book"
pdftoppm -r 60 -png -f 20 -l 20 "$made/book.pdf" "$made/book"
pdftoppm -r 60 -png -f 69 -l 69 "$made/book.pdf" "$made/book"
"$python" docs/contact_sheet.py docs/book-pages.png 2 "$made"/book-*.png
