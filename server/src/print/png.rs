//! The sheet as a grey picture: the symbol in whole pixels, the lines below it.

use super::{Sheet, SheetError, Typefaces};
use ab_glyph_rasterizer::{Rasterizer, point};
use image::{ColorType, ImageEncoder, codecs::png::PngEncoder};
use service::certificate::symbol::QUIET;
use skrifa::{
    MetadataProvider,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};

/// Pixels a module; cameras need four and screens shrink pictures.
const SCALE: usize = 10;
const TEXT: f32 = 26.0;
const LINE: usize = 42;
const PADDING: usize = 40;
const WHITE: u8 = 255;

pub(super) fn draw(sheet: &Sheet, typefaces: &Typefaces) -> Result<Vec<u8>, SheetError> {
    let width = (sheet.symbol.width() + 2 * QUIET) * SCALE;
    let room = (width - 2 * PADDING) as f32 / TEXT;
    let mut lines = Vec::new();
    for text in [&sheet.title, &sheet.number].into_iter().chain(&sheet.beside) {
        lines.extend(typefaces.lines(text, room)?);
    }
    let height = width + lines.len() * LINE + PADDING;
    let mut picture = Picture { width, pixels: vec![WHITE; width * height] };
    picture.symbol(sheet);
    for (row, line) in lines.iter().enumerate() {
        picture.line(line, PADDING, width + row * LINE + 20, typefaces)?;
    }
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&picture.pixels, width as u32, height as u32, ColorType::L8.into())
        .map_err(|error| SheetError::Document(error.to_string()))?;
    Ok(png)
}

struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

impl Picture {
    fn symbol(&mut self, sheet: &Sheet) {
        let side = sheet.symbol.width();
        for y in 0..side {
            for x in (0..side).filter(|x| sheet.symbol.is_dark(*x, y)) {
                for row in 0..SCALE {
                    let start = ((y + QUIET) * SCALE + row) * self.width + (x + QUIET) * SCALE;
                    self.pixels[start..start + SCALE].fill(0);
                }
            }
        }
    }

    /// Text whose baseline lies at `baseline`.
    fn line(
        &mut self,
        text: &str,
        left: usize,
        baseline: usize,
        typefaces: &Typefaces,
    ) -> Result<(), SheetError> {
        let mut x = left as f32;
        for run in typefaces.runs(text)? {
            let Some(font) = run.face.font() else { continue };
            let outlines = font.outline_glyphs();
            for glyph in &run.glyphs {
                if let Some(outline) = outlines.get(glyph.id) {
                    self.glyph(&outline, x, baseline);
                }
                x += glyph.advance * TEXT;
            }
        }
        Ok(())
    }

    fn glyph(&mut self, outline: &skrifa::outline::OutlineGlyph<'_>, x: f32, baseline: usize) {
        // A glyph may reach a little left of its origin and below its baseline.
        let (cell, origin) = (2 * TEXT as usize, TEXT / 2.0);
        let mut pen = Pen::new(cell, origin);
        let settings = DrawSettings::unhinted(Size::new(TEXT), LocationRef::default());
        if outline.draw(settings, &mut pen).is_err() {
            return;
        }
        let left = (x - origin).round() as isize;
        let top = baseline as isize - (cell as isize - origin as isize);
        let (width, pixels) = (self.width, &mut self.pixels);
        pen.raster.for_each_pixel_2d(|px, py, ink| {
            let (px, py) = (left + px as isize, top + py as isize);
            if ink <= 0.0 || px < 0 || py < 0 || px as usize >= width {
                return;
            }
            if let Some(pixel) = pixels.get_mut(py as usize * width + px as usize) {
                *pixel = pixel.saturating_sub((ink.min(1.0) * 255.0) as u8);
            }
        });
    }
}

/// Hands a glyph's outline to the rasteriser, turned upside down: fonts count upwards.
struct Pen {
    raster: Rasterizer,
    origin: f32,
    base: f32,
    start: ab_glyph_rasterizer::Point,
    last: ab_glyph_rasterizer::Point,
}

impl Pen {
    /// For a square of `cell` pixels in which glyphs start `origin` from the left and stand `origin` above the
    /// bottom.
    fn new(cell: usize, origin: f32) -> Pen {
        let zero = point(0.0, 0.0);
        Pen {
            raster: Rasterizer::new(cell, cell),
            origin,
            base: cell as f32 - origin,
            start: zero,
            last: zero,
        }
    }

    fn at(&self, x: f32, y: f32) -> ab_glyph_rasterizer::Point {
        point(x + self.origin, self.base - y)
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.at(x, y);
        self.last = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.raster.draw_line(self.last, to);
        self.last = to;
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let to = self.at(x, y);
        self.raster.draw_quad(self.last, self.at(cx, cy), to);
        self.last = to;
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let to = self.at(x, y);
        self.raster.draw_cubic(self.last, self.at(ax, ay), self.at(bx, by), to);
        self.last = to;
    }

    fn close(&mut self) {
        self.raster.draw_line(self.last, self.start);
        self.last = self.start;
    }
}
