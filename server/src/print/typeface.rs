//! Typefaces for certificates on paper. A character that none of them has is an error, never an empty box: a
//! name with a box in it is no proof of anything.

use skrifa::{
    FontRef, GlyphId, MetadataProvider,
    instance::{LocationRef, Size},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

/// File names in order of choice, with the index of simplified Chinese in a collection. Noto Sans SC has the
/// rare characters of names (䶮 㛃 𬭎), the CJK collection those beyond it.
const FILES: [(&str, u32); 3] =
    [("NotoSansSC_400Regular.ttf", 0), ("NotoSansSC-Regular.ttf", 0), ("NotoSansCJK-Regular.ttc", 2)];

const SYSTEM_FOLDERS: [&str; 3] =
    ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto", "/usr/share/fonts/noto-cjk"];

/// No typeface has this character, or no typeface was found at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no typeface has the character {0:?}")]
pub struct MissingGlyph(pub char);

/// Candidates, each opened when a text first needs it.
pub struct Typefaces {
    faces: Vec<(PathBuf, u32, OnceLock<Option<Face>>)>,
}

/// An opened font file.
pub(super) struct Face {
    data: Arc<Vec<u8>>,
    index: u32,
    pub krilla: krilla::text::Font,
}

/// A piece of text in one face.
pub(super) struct Run<'a> {
    pub face: &'a Face,
    pub text: &'a str,
    pub glyphs: Vec<PlacedGlyph>,
}

pub(super) struct PlacedGlyph {
    pub id: GlyphId,
    /// Bytes of the run's text.
    pub range: std::ops::Range<usize>,
    /// In em.
    pub advance: f32,
}

impl Typefaces {
    /// Looks in `folder` first, then where systems keep the Noto fonts.
    pub fn new(folder: Option<PathBuf>) -> Typefaces {
        let folders: Vec<PathBuf> = folder.into_iter().chain(SYSTEM_FOLDERS.map(PathBuf::from)).collect();
        let faces = FILES
            .iter()
            .flat_map(|(file, index)| folders.iter().map(move |folder| (folder.join(file), *index)))
            .filter(|(path, _)| path.is_file())
            .map(|(path, index)| (path, index, OnceLock::new()))
            .collect();
        Typefaces { faces }
    }

    /// The files that will be used, in order.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.faces.iter().map(|(path, _, _)| path.as_path())
    }

    fn opened(&self) -> impl Iterator<Item = &Face> {
        self.faces
            .iter()
            .filter_map(|(path, index, face)| face.get_or_init(|| Face::open(path, *index)).as_ref())
    }

    /// Splits `text` into runs of one face each, the first face that has the character winning.
    pub(super) fn runs<'a>(&'a self, text: &'a str) -> Result<Vec<Run<'a>>, MissingGlyph> {
        let mut runs: Vec<(Run<'a>, usize)> = Vec::new();
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let (face, id) =
                self.opened().find_map(|face| face.glyph(c).map(|id| (face, id))).ok_or(MissingGlyph(c))?;
            let starts_run = runs.last().is_none_or(|(run, _)| !std::ptr::eq(run.face, face));
            if starts_run {
                runs.push((Run { face, text: "", glyphs: Vec::new() }, at));
            }
            if let Some((run, start)) = runs.last_mut() {
                run.text = &text[*start..end];
                let range = at - *start..end - *start;
                run.glyphs.push(PlacedGlyph { id, range, advance: face.advance(id) });
            }
        }
        Ok(runs.into_iter().map(|(run, _)| run).collect())
    }

    /// Width in em.
    pub(super) fn width(&self, text: &str) -> Result<f32, MissingGlyph> {
        Ok(self.runs(text)?.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum())
    }

    /// Breaks `text` into lines of at most `width` em: between Chinese characters anywhere, in Latin words
    /// nowhere unless a word alone is too wide.
    pub(super) fn lines<'a>(&self, text: &'a str, width: f32) -> Result<Vec<&'a str>, MissingGlyph> {
        let mut lines = Vec::new();
        let (mut start, mut break_at, mut used) = (0, 0, 0.0);
        for (at, c) in text.char_indices() {
            let advance = self.width(&text[at..at + c.len_utf8()])?;
            if !c.is_ascii_alphanumeric() {
                break_at = at;
            }
            if used + advance > width && at > start {
                let cut = if break_at > start { break_at } else { at };
                lines.push(text[start..cut].trim_end());
                start = cut;
                used = self.width(&text[start..at])?;
            }
            used += advance;
        }
        lines.push(text[start..].trim());
        Ok(lines)
    }
}

impl Face {
    fn open(path: &Path, index: u32) -> Option<Face> {
        let data = Arc::new(std::fs::read(path).ok()?);
        FontRef::from_index(&data, index).ok()?;
        let krilla = krilla::text::Font::new(data.clone().into(), index)?;
        tracing::info!(font = %path.display(), "opened a typeface");
        Some(Face { data, index, krilla })
    }

    /// `None` only for a file that was checked when it was opened.
    pub fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.data, self.index).ok()
    }

    fn glyph(&self, c: char) -> Option<GlyphId> {
        self.font()?.charmap().map(c).filter(|id| id.to_u32() != 0)
    }

    fn advance(&self, id: GlyphId) -> f32 {
        let Some(font) = self.font() else { return 0.0 };
        font.glyph_metrics(Size::new(1.0), LocationRef::default()).advance_width(id).unwrap_or_default()
    }
}
