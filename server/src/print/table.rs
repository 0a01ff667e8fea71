//! The pages after the first: a table of entries, with the number of the sheet and of the page on each.

use super::{
    Sheet, SheetError, Typefaces,
    pdf::{INK, MARGIN, PAGE, Pen, SECOND_INK, page_settings},
};
use krilla::Document;

/// Rows of a statement as they are printed. Words come from the caller.
#[derive(Clone, Debug)]
pub struct Table {
    pub title: String,
    pub head: [String; 5],
    /// Day, what, shares, amount, balance: the last two stand at the right of their columns.
    pub rows: Vec<[String; 5]>,
}

const TOP: f32 = 70.0;
const HEAD: f32 = 34.0;
const ROW: f32 = 17.5;
const SIZE: f32 = 9.5;
/// Left edges of the first three columns, right edges of the last two.
const COLUMNS: [f32; 5] = [MARGIN, MARGIN + 72.0, MARGIN + 200.0, 450.0, PAGE.0 - MARGIN];

pub(super) fn draw(
    document: &mut Document,
    sheet: &Sheet,
    table: &Table,
    typefaces: &Typefaces,
) -> Result<(), SheetError> {
    let fits = ((PAGE.1 - TOP - HEAD - MARGIN - 24.0) / ROW) as usize;
    let pages = table.rows.len().div_ceil(fits).max(1);
    for (at, rows) in table.rows.chunks(fits).enumerate() {
        let mut page = document.start_page_with(page_settings()?);
        let number = format!("{} / {}", at + 2, pages + 1);
        write(Pen { surface: page.surface(), typefaces }, (sheet, table), rows, &number)?;
        page.finish();
    }
    Ok(())
}

fn write(
    mut pen: Pen<'_, '_>,
    (sheet, table): (&Sheet, &Table),
    rows: &[[String; 5]],
    number: &str,
) -> Result<(), SheetError> {
    pen.text(&table.title, 12.0, MARGIN, TOP, INK)?;
    let mut y = TOP + HEAD;
    row(&mut pen, &table.head, y, SECOND_INK)?;
    pen.rule(y + 5.5);
    for cells in rows {
        y += ROW;
        row(&mut pen, cells, y, INK)?;
        pen.rule(y + 5.5);
    }
    pen.text(&sheet.number, 8.5, MARGIN, PAGE.1 - MARGIN, SECOND_INK)?;
    right(&mut pen, number, 8.5, PAGE.0 - MARGIN, PAGE.1 - MARGIN, SECOND_INK)?;
    pen.surface.finish();
    Ok(())
}

fn row(pen: &mut Pen<'_, '_>, cells: &[String; 5], y: f32, shade: u8) -> Result<(), SheetError> {
    for (at, (cell, x)) in cells.iter().zip(COLUMNS).enumerate() {
        if at < 3 { pen.text(cell, SIZE, x, y, shade)? } else { right(pen, cell, SIZE, x, y, shade)? }
    }
    Ok(())
}

/// Text that ends at `x`.
fn right(pen: &mut Pen<'_, '_>, text: &str, size: f32, x: f32, y: f32, shade: u8) -> Result<(), SheetError> {
    let width = pen.typefaces.width(text)? * size;
    pen.text(text, size, x - width, y, shade)
}
