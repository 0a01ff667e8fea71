//! The QR symbol of a certificate: drawn once (5.8 ms for 640 digits), kept as its modules, shown as SVG, PDF
//! path and PNG.

use qrcode::{Color, EcLevel, QrCode, Version};

/// White modules around the symbol, on each side.
pub const QUIET: usize = 4;

/// A square of dark and light modules, quiet zone not included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    width: usize,
    dark: Vec<bool>,
}

impl Symbol {
    /// Error correction M up to version 17, else L up to version 16: larger symbols do not scan from paper.
    /// `None` when the text is too long for both.
    pub fn draw(text: &str) -> Option<Symbol> {
        let limits = [(EcLevel::M, 17), (EcLevel::L, 16)];
        let code = limits.into_iter().find_map(|(level, most)| {
            let code = QrCode::with_error_correction_level(text, level).ok()?;
            matches!(code.version(), Version::Normal(version) if version <= most).then_some(code)
        })?;
        let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Some(Symbol { width: code.width(), dark })
    }

    /// Modules a side.
    pub fn width(&self) -> usize {
        self.width
    }

    /// False outside the symbol.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.width && self.dark[y * self.width + x]
    }

    /// `<width>:<hex>`, row by row, most significant bit first.
    pub fn to_text(&self) -> String {
        let nibble = |bits: &[bool]| {
            let value = (0..4).fold(0, |value, at| value << 1 | u32::from(bits.get(at) == Some(&true)));
            char::from_digit(value, 16).unwrap_or('0')
        };
        format!("{}:{}", self.width, self.dark.chunks(4).map(nibble).collect::<String>())
    }

    /// Reads what [`Symbol::to_text`] wrote.
    pub fn from_text(text: &str) -> Option<Symbol> {
        let (width, hex) = text.split_once(':')?;
        let width: usize = width.parse().ok().filter(|width| *width <= 177)?;
        let mut dark = Vec::with_capacity(hex.len() * 4);
        for digit in hex.chars() {
            let value = digit.to_digit(16)?;
            dark.extend((0..4).map(|bit| value >> (3 - bit) & 1 == 1));
        }
        if dark.len() < width * width || dark.len() >= width * width + 4 {
            return None;
        }
        dark.truncate(width * width);
        Some(Symbol { width, dark })
    }

    /// The outlines of all dark areas as closed polygons, to fill by the even-odd rule. One path without inner
    /// edges: squares drawn one by one show hairlines between them.
    pub fn outlines(&self) -> Vec<Vec<(usize, usize)>> {
        let mut edges = Edges::of(self);
        let mut outlines = Vec::new();
        while let Some(outline) = edges.take_outline() {
            outlines.push(outline);
        }
        outlines
    }

    /// [`Symbol::outlines`] as the data of an SVG path, one unit a module.
    pub fn svg_path(&self) -> String {
        use core::fmt::Write;
        let mut path = String::new();
        for outline in self.outlines() {
            let mut last = None;
            for (x, y) in outline {
                // Writing to a string cannot fail.
                let _ = match last {
                    None => write!(path, "M{x} {y}"),
                    Some((_, last_y)) if last_y == y => write!(path, "H{x}"),
                    Some(_) => write!(path, "V{y}"),
                };
                last = Some((x, y));
            }
            path.push('z');
        }
        path
    }
}

/// Directed edges between dark and light, dark on the right hand. One bit per direction and corner.
struct Edges {
    corners: usize,
    out: Vec<u8>,
}

/// Right, down, left, up: the bit numbers of a corner's leaving edges, in clockwise order.
const STEPS: [(isize, isize); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

impl Edges {
    fn of(symbol: &Symbol) -> Edges {
        let corners = symbol.width + 1;
        let mut edges = Edges { corners, out: vec![0; corners * corners] };
        for y in 0..symbol.width {
            for x in (0..symbol.width).filter(|x| symbol.is_dark(*x, y)) {
                let above = y > 0 && symbol.is_dark(x, y - 1);
                let left = x > 0 && symbol.is_dark(x - 1, y);
                edges.add(!above, x, y, 0);
                edges.add(!symbol.is_dark(x + 1, y), x + 1, y, 1);
                edges.add(!symbol.is_dark(x, y + 1), x + 1, y + 1, 2);
                edges.add(!left, x, y + 1, 3);
            }
        }
        edges
    }

    fn add(&mut self, present: bool, x: usize, y: usize, direction: u8) {
        if present {
            self.out[y * self.corners + x] |= 1 << direction;
        }
    }

    /// Follows edges from the first corner until none leaves; corners on a straight line are left out.
    fn take_outline(&mut self) -> Option<Vec<(usize, usize)>> {
        let start = self.out.iter().position(|out| *out != 0)?;
        let mut at = start;
        let mut direction = self.out[at].trailing_zeros() as u8;
        let mut outline = vec![self.place(at)];
        loop {
            self.out[at] &= !(1 << direction);
            let (dx, dy) = STEPS[usize::from(direction)];
            at = at.checked_add_signed(dx + dy * self.corners as isize)?;
            // The sharpest right turn first, so that areas that touch at a corner stay apart.
            let next =
                [1, 0, 3].map(|turn| (direction + turn) % 4).into_iter().find(|d| self.out[at] >> d & 1 == 1);
            let Some(next) = next else { return Some(outline) };
            if next != direction {
                outline.push(self.place(at));
            }
            direction = next;
        }
    }

    fn place(&self, at: usize) -> (usize, usize) {
        (at % self.corners, at / self.corners)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol() -> Symbol {
        Symbol::draw(&format!("https://gjj.example.gov.cn/z/#1{}", "31415926535897932".repeat(36))).unwrap()
    }

    #[test]
    fn the_text_is_split_into_modes() {
        // In one mode these 643 characters need version 20.
        assert!(symbol().width() <= 12 * 4 + 17, "version {}", (symbol().width() - 17) / 4);
    }

    #[test]
    fn reads_back() {
        assert_eq!(Symbol::from_text(&symbol().to_text()), Some(symbol()));
        for bad in ["", "65", "65:", "x:ff", "2:ff", "2:g"] {
            assert_eq!(Symbol::from_text(bad), None, "{bad}");
        }
    }

    #[test]
    fn too_long_is_refused() {
        assert_eq!(Symbol::draw(&"7".repeat(3000)), None);
    }

    /// A module is dark when an odd number of outline edges lies to its left.
    #[test]
    fn outlines_enclose_exactly_the_dark_modules() {
        let symbol = symbol();
        let mut crossings = vec![0; symbol.width * (symbol.width + 1)];
        for outline in symbol.outlines() {
            assert_eq!(outline.len() % 2, 0);
            for (at, (x, y)) in outline.iter().enumerate() {
                let (next_x, next_y) = outline[(at + 1) % outline.len()];
                assert!((*x == next_x) != (*y == next_y), "every edge is straight");
                if *x == next_x {
                    for row in *y.min(&next_y)..*y.max(&next_y) {
                        crossings[row * (symbol.width + 1) + x] += 1;
                    }
                }
            }
        }
        for y in 0..symbol.width {
            let mut inside = 0;
            for x in 0..symbol.width {
                inside += crossings[y * (symbol.width + 1) + x];
                assert_eq!(inside % 2 == 1, symbol.is_dark(x, y), "module {x},{y}");
            }
        }
    }
}
