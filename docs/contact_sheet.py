"""Put pictures of pages side by side: ``contact_sheet.py OUT COLUMNS PAGE…``."""

import sys

from PIL import Image, ImageOps

GAP = 8  # pixels


def main() -> None:
    """Read the pages, set them in rows, write the sheet."""
    out, columns, *pages = sys.argv[1:]
    images = [ImageOps.expand(Image.open(page).convert("RGB"), 1, "#b8bfc6") for page in pages]
    wide, high = (max(image.size[side] for image in images) + GAP for side in (0, 1))
    rows = -(-len(images) // int(columns))
    sheet = Image.new("RGB", (int(columns) * wide, rows * high), "white")
    for number, image in enumerate(images):
        sheet.paste(image, (number % int(columns) * wide, number // int(columns) * high))
    sheet.save(out, optimize=True)


if __name__ == "__main__":
    main()
