//! A certificate on paper (PDF) and as a picture (PNG). What it says comes from the caller, who has the words;
//! this module knows where things stand.

mod pdf;
mod png;
mod table;
mod typeface;

use chrono::NaiveDateTime;
use service::certificate::symbol::Symbol;

pub use table::Table;
pub use typeface::{MissingGlyph, Typefaces};

/// Everything on a sheet, in reading order.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// `zh-CN` or `en`.
    pub language: &'static str,
    pub centre: String,
    pub title: String,
    /// Label and value.
    pub rows: Vec<(String, String)>,
    /// The first line beside the symbol: label and number.
    pub number: String,
    /// Further lines beside the symbol.
    pub beside: Vec<String>,
    /// Small print at the foot.
    pub foot: Vec<String>,
    pub symbol: Symbol,
    /// What follows on pages of its own, in the document only.
    pub table: Option<Table>,
    /// Wall clock in China, for the document's own date.
    pub made: NaiveDateTime,
}

/// Why a sheet could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error(transparent)]
    MissingGlyph(#[from] MissingGlyph),
    #[error("the document could not be written: {0}")]
    Document(String),
}

impl Sheet {
    /// A4, PDF/A-2b, selectable text, the symbol as one vector path.
    pub fn pdf(&self, typefaces: &Typefaces) -> Result<Vec<u8>, SheetError> {
        pdf::draw(self, typefaces)
    }

    /// Grey PNG for a phone's photo album.
    pub fn png(&self, typefaces: &Typefaces) -> Result<Vec<u8>, SheetError> {
        png::draw(self, typefaces)
    }
}
