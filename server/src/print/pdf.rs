//! The sheet as PDF/A-2b. In that mode a missing glyph stops the document instead of printing a box.
//!
//! Lengths are points (1/72 inch) from the upper left corner.

use super::{Sheet, SheetError, Typefaces};
use chrono::{Datelike, Timelike};
use krilla::{
    Document, SerializeSettings,
    color::luma,
    configure::{Archival, ConfigurationBuilder},
    geom::{PathBuilder, Point},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule, Stroke},
    surface::Surface,
    text::{GlyphId, KrillaGlyph},
};
use service::certificate::symbol::QUIET;

const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 56.7;
const DOTS_PER_INCH: f32 = 300.0;
/// 45 mm, quiet zone included.
const BOX: f32 = 127.56;
const INK: u8 = 0;
const SECOND_INK: u8 = 90;
const LABEL_WIDTH: f32 = 128.0;

/// Draws from top to bottom.
pub(super) fn draw(sheet: &Sheet, typefaces: &Typefaces) -> Result<Vec<u8>, SheetError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_B)
        .finish()
        .map_err(|error| SheetError::Document(format!("{error:?}")))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata(sheet));
    let settings = PageSettings::from_wh(PAGE.0, PAGE.1)
        .ok_or_else(|| SheetError::Document("the page has no size".into()))?;
    let mut page = document.start_page_with(settings);
    write(Pen { surface: page.surface(), typefaces }, sheet)?;
    page.finish();
    document.finish().map_err(|error| SheetError::Document(format!("{error:?}")))
}

fn write(mut pen: Pen<'_, '_>, sheet: &Sheet) -> Result<(), SheetError> {
    let below_rows = body(&mut pen, sheet)?;
    beside_symbol(&mut pen, sheet, below_rows + 30.0)?;
    foot(&mut pen, sheet)?;
    pen.surface.finish();
    Ok(())
}

fn metadata(sheet: &Sheet) -> Metadata {
    let made = sheet.made;
    let part = |value: u32| value as u8;
    let date = DateTime::new(made.year() as u16)
        .month(part(made.month()))
        .day(part(made.day()))
        .hour(part(made.hour()))
        .minute(part(made.minute()))
        .second(part(made.second()))
        .utc_offset_hour(8);
    Metadata::new()
        .title(format!("{} {}", sheet.title, sheet.number))
        .authors(vec![sheet.centre.clone()])
        .creator("Anju".into())
        .language(sheet.language.into())
        .creation_date(date)
}

struct Pen<'p, 't> {
    surface: Surface<'p>,
    typefaces: &'t Typefaces,
}

/// Centre, title, rows. Answers how far down they reach.
fn body(pen: &mut Pen<'_, '_>, sheet: &Sheet) -> Result<f32, SheetError> {
    pen.centred(&sheet.centre, 13.0, 92.0, SECOND_INK)?;
    pen.centred(&sheet.title, 24.0, 130.0, INK)?;
    let mut y = 168.0;
    pen.rule(y);
    for (label, value) in &sheet.rows {
        pen.text(label, 10.5, MARGIN, y + 18.5, SECOND_INK)?;
        let (size, room) = (11.5, PAGE.0 - 2.0 * MARGIN - LABEL_WIDTH);
        for line in pen.typefaces.lines(value, room / size)? {
            pen.text(line, size, MARGIN + LABEL_WIDTH, y + 18.5, INK)?;
            y += 16.0;
        }
        y += 11.5;
        pen.rule(y);
    }
    Ok(y)
}

/// The symbol at the left, 20 mm from the edge; its lines at the right.
fn beside_symbol(pen: &mut Pen<'_, '_>, sheet: &Sheet, top: f32) -> Result<(), SheetError> {
    let modules = (sheet.symbol.width() + 2 * QUIET) as f32;
    // Whole printer dots, five to seven a module, so that modules print equally wide.
    let dots = (BOX / modules * DOTS_PER_INCH / 72.0).floor().clamp(5.0, 7.0);
    let module = dots * 72.0 / DOTS_PER_INCH;
    let mut path = PathBuilder::new();
    let place = |at: usize| (at + QUIET) as f32 * module;
    for outline in sheet.symbol.outlines() {
        for (at, (x, y)) in outline.iter().enumerate() {
            let (x, y) = (MARGIN + place(*x), top + place(*y));
            if at == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        path.close();
    }
    if let Some(path) = path.finish() {
        pen.surface.set_fill(Some(Fill { rule: FillRule::EvenOdd, ..ink(INK) }));
        pen.surface.draw_path(&path);
    }
    let left = MARGIN + module * modules + 14.0;
    let mut y = top + 34.0;
    for (at, text) in std::iter::once(&sheet.number).chain(&sheet.beside).enumerate() {
        let (size, shade) = if at == 0 { (12.5, INK) } else { (10.0, SECOND_INK) };
        for line in pen.typefaces.lines(text, (PAGE.0 - MARGIN - left) / size)? {
            pen.text(line, size, left, y, shade)?;
            y += size * 1.6;
        }
    }
    Ok(())
}

fn foot(pen: &mut Pen<'_, '_>, sheet: &Sheet) -> Result<(), SheetError> {
    let size = 9.0;
    let mut lines = Vec::new();
    for text in &sheet.foot {
        lines.extend(pen.typefaces.lines(text, (PAGE.0 - 2.0 * MARGIN) / size)?);
    }
    let mut y = PAGE.1 - MARGIN - lines.len() as f32 * size * 1.6;
    for line in lines {
        y += size * 1.6;
        pen.text(line, size, MARGIN, y, SECOND_INK)?;
    }
    Ok(())
}

impl Pen<'_, '_> {
    fn centred(&mut self, text: &str, size: f32, y: f32, shade: u8) -> Result<(), SheetError> {
        let width = self.typefaces.width(text)? * size;
        self.text(text, size, (PAGE.0 - width) / 2.0, y, shade)
    }

    /// One line whose baseline starts at `x`, `y`.
    fn text(&mut self, text: &str, size: f32, x: f32, y: f32, shade: u8) -> Result<(), SheetError> {
        let mut x = x;
        self.surface.set_fill(Some(ink(shade)));
        for run in self.typefaces.runs(text)? {
            let glyphs: Vec<KrillaGlyph> = run
                .glyphs
                .iter()
                .map(|glyph| {
                    let id = GlyphId::new(glyph.id.to_u32());
                    KrillaGlyph::new(id, glyph.advance, 0.0, 0.0, 0.0, glyph.range.clone(), None)
                })
                .collect();
            let font = run.face.krilla.clone();
            self.surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font, run.text, size, false);
            x += run.glyphs.iter().map(|glyph| glyph.advance * size).sum::<f32>();
        }
        Ok(())
    }

    fn rule(&mut self, y: f32) {
        let mut path = PathBuilder::new();
        path.move_to(MARGIN, y);
        path.line_to(PAGE.0 - MARGIN, y);
        if let Some(path) = path.finish() {
            self.surface.set_fill(None);
            let paint = luma::Color::new(200).into();
            self.surface.set_stroke(Some(Stroke { paint, width: 0.5, ..Stroke::default() }));
            self.surface.draw_path(&path);
            self.surface.set_stroke(None);
        }
    }
}

fn ink(shade: u8) -> Fill {
    Fill { paint: luma::Color::new(shade).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}
