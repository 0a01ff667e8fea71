//! Mobile number (手机号) on the mainland: eleven digits, `1[3-9]…`.

use crate::Problem;
use core::fmt;

/// A mainland mobile number without country code. `Debug` shows the mask.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Mobile(String);

impl Mobile {
    /// Reads a number as people type it: spaces, hyphens, a leading +86 and full-width digits are accepted.
    pub fn parse(text: &str) -> Result<Mobile, Problem> {
        let text = crate::text::half_width(text);
        let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let digits = text.strip_prefix("+86").unwrap_or(&text);
        if digits.is_empty() {
            return Err(Problem::Missing);
        }
        let right = digits.len() == 11
            && digits.bytes().all(|b| b.is_ascii_digit())
            && digits.starts_with('1')
            && matches!(digits.as_bytes()[1], b'3'..=b'9');
        if right { Ok(Mobile(digits.to_owned())) } else { Err(Problem::NotAMobile) }
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `138****5678`.
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mobile({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_refuses() {
        for text in ["13800005678", "138 0000 5678", "+86 138-0000-5678", "１３８００００５６７８"]
        {
            assert_eq!(Mobile::parse(text).map(|m| m.masked()), Ok("138****5678".into()), "{text}");
        }
        for text in ["12800005678", "1380000567", "138000056789", "a3800005678", "+1 13800005678", "手机"] {
            assert_eq!(Mobile::parse(text), Err(Problem::NotAMobile), "{text}");
        }
        assert_eq!(Mobile::parse(" "), Err(Problem::Missing));
    }
}
