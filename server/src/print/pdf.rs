//! The sheet as PDF/A-2b. In that mode a missing glyph stops the document instead of printing a box.
//!
//! Lengths are points (1/72 inch) from the upper left corner.

use super::{Sheet, SheetError, Typefaces, table};
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

pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
pub(super) const MARGIN: f32 = 56.7;
const DOTS_PER_INCH: f32 = 300.0;
/// 45 mm, quiet zone included.
const BOX: f32 = 127.56;
pub(super) const INK: u8 = 0;
pub(super) const SECOND_INK: u8 = 90;
const LABEL_WIDTH: f32 = 128.0;
/// A row of one line, and each line after it.
const ROW: f32 = 27.5;
const LINE: f32 = 16.0;
/// What the rows may take before the symbol would meet the foot.
const ROWS_ROOM: f32 = 396.0;

/// Draws from top to bottom.
pub(super) fn draw(sheet: &Sheet, typefaces: &Typefaces) -> Result<Vec<u8>, SheetError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_B)
        .finish()
        .map_err(|error| SheetError::Document(format!("{error:?}")))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata(sheet));
    let mut page = document.start_page_with(page_settings()?);
    write(Pen { surface: page.surface(), typefaces }, sheet)?;
    page.finish();
    if let Some(table) = &sheet.table {
        table::draw(&mut document, sheet, table, typefaces)?;
    }
    document.finish().map_err(|error| SheetError::Document(format!("{error:?}")))
}

pub(super) fn page_settings() -> Result<PageSettings, SheetError> {
    PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| SheetError::Document("the page has no size".into()))
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

/// Writes on one page.
pub(super) struct Pen<'p, 't> {
    pub surface: Surface<'p>,
    pub typefaces: &'t Typefaces,
}

/// Centre, title, rows. Answers how far down they reach.
fn body(pen: &mut Pen<'_, '_>, sheet: &Sheet) -> Result<f32, SheetError> {
    pen.centred(&sheet.centre, 13.0, 92.0, SECOND_INK)?;
    pen.centred(&sheet.title, 24.0, 130.0, INK)?;
    let (mut y, size) = (168.0, 11.5);
    let width = (PAGE.0 - 2.0 * MARGIN - LABEL_WIDTH) / size;
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for (label, value) in &sheet.rows {
        rows.push((label, pen.typefaces.lines(value, width)?));
    }
    let further = rows.iter().map(|(_, lines)| lines.len() - 1).sum::<usize>() as f32 * LINE;
    // Many rows stand closer together, so that symbol and foot keep their places below them.
    let step = ((ROWS_ROOM - further) / rows.len().max(1) as f32).clamp(ROW / 1.6, ROW);
    pen.rule(y);
    for (label, lines) in rows {
        let baseline = y + step * 0.67;
        pen.text(label, 10.5, MARGIN, baseline, SECOND_INK)?;
        for (at, line) in lines.iter().enumerate() {
            pen.text(line, size, MARGIN + LABEL_WIDTH, baseline + at as f32 * LINE, INK)?;
        }
        y += step + (lines.len() - 1) as f32 * LINE;
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
    pub fn text(&mut self, text: &str, size: f32, x: f32, y: f32, shade: u8) -> Result<(), SheetError> {
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

    pub fn rule(&mut self, y: f32) {
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
