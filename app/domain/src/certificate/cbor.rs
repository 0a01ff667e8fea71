//! The part of CBOR (RFC 8949) that certificates use, in its one deterministic form (§4.2.1).
//!
//! The reader takes only what [`Value::encode`] would write: shortest integers, definite lengths, map keys
//! strictly ascending. What it accepts therefore re-encodes to the same bytes, and a duplicate key or a second
//! spelling of the same certificate cannot exist. A test holds the two against each other.

/// Message length above which nothing is parsed, bytes.
pub const MAX_LEN: usize = 512;
const MAX_DEPTH: usize = 4;

/// A data item. No floats, tags, nulls or indefinite lengths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Uint(u64),
    /// The integer −1 − n.
    Negative(u64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Bool(bool),
}

/// Not a deterministic CBOR item, or too long, or too deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl Value {
    /// Any whole number.
    pub fn int(value: i64) -> Value {
        if value < 0 { Value::Negative(value.unsigned_abs() - 1) } else { Value::Uint(value as u64) }
    }

    pub fn as_int(&self) -> Option<i64> {
        match *self {
            Value::Uint(value) => i64::try_from(value).ok(),
            Value::Negative(value) => i64::try_from(value).ok().map(|value| -1 - value),
            _ => None,
        }
    }

    pub fn as_uint(&self) -> Option<u64> {
        if let Value::Uint(value) = self { Some(*value) } else { None }
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Value::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub fn as_array(&self) -> Option<&[Value]> {
        if let Value::Array(items) = self { Some(items) } else { None }
    }

    /// The deterministic encoding. Map entries are sorted by their encoded keys.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Value::Uint(value) => head(out, 0, *value),
            Value::Negative(value) => head(out, 1, *value),
            Value::Bytes(bytes) => {
                head(out, 2, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
            Value::Text(text) => {
                head(out, 3, text.len() as u64);
                out.extend_from_slice(text.as_bytes());
            }
            Value::Array(items) => {
                head(out, 4, items.len() as u64);
                items.iter().for_each(|item| item.write(out));
            }
            Value::Map(entries) => {
                head(out, 5, entries.len() as u64);
                let mut sorted: Vec<_> = entries.iter().map(|(key, value)| (key.encode(), value)).collect();
                sorted.sort_by(|a, b| a.0.cmp(&b.0));
                for (key, value) in sorted {
                    out.extend_from_slice(&key);
                    value.write(out);
                }
            }
            Value::Bool(value) => out.push(0xf4 + u8::from(*value)),
        }
    }
}

/// Major type and argument in the fewest bytes.
fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let major = major << 5;
    match argument {
        0..=23 => out.push(major | argument as u8),
        24..=0xff => out.extend_from_slice(&[major | 24, argument as u8]),
        0x100..=0xffff => {
            out.push(major | 25);
            out.extend_from_slice(&(argument as u16).to_be_bytes());
        }
        0x1_0000..=0xffff_ffff => {
            out.push(major | 26);
            out.extend_from_slice(&(argument as u32).to_be_bytes());
        }
        _ => {
            out.push(major | 27);
            out.extend_from_slice(&argument.to_be_bytes());
        }
    }
}

/// Reads exactly one item that fills `bytes`.
pub fn decode(bytes: &[u8]) -> Result<Value, Malformed> {
    if bytes.len() > MAX_LEN {
        return Err(Malformed);
    }
    let mut reader = Reader { rest: bytes };
    let value = reader.item(1)?;
    if reader.rest.is_empty() { Ok(value) } else { Err(Malformed) }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: u64) -> Result<&'a [u8], Malformed> {
        let len = usize::try_from(len).map_err(|_| Malformed)?;
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The argument of a head, refused when it would have fitted fewer bytes.
    fn argument(&mut self, info: u8) -> Result<u64, Malformed> {
        let (len, least) = match info {
            0..=23 => return Ok(u64::from(info)),
            24 => (1, 24),
            25 => (2, 0x100),
            26 => (4, 0x1_0000),
            27 => (8, 0x1_0000_0000),
            _ => return Err(Malformed),
        };
        let value = self.take(len)?.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        if value < least { Err(Malformed) } else { Ok(value) }
    }

    fn item(&mut self, depth: usize) -> Result<Value, Malformed> {
        if depth > MAX_DEPTH {
            return Err(Malformed);
        }
        let first = self.take(1)?[0];
        if first >> 5 == 7 {
            return match first {
                0xf4 => Ok(Value::Bool(false)),
                0xf5 => Ok(Value::Bool(true)),
                _ => Err(Malformed),
            };
        }
        let argument = self.argument(first & 0x1f)?;
        match first >> 5 {
            0 => Ok(Value::Uint(argument)),
            1 => Ok(Value::Negative(argument)),
            2 => Ok(Value::Bytes(self.take(argument)?.to_vec())),
            3 => {
                str::from_utf8(self.take(argument)?).map(|t| Value::Text(t.to_owned())).map_err(|_| Malformed)
            }
            4 => (0..argument).map(|_| self.item(depth + 1)).collect::<Result<_, _>>().map(Value::Array),
            5 => self.map(argument, depth).map(Value::Map),
            _ => Err(Malformed),
        }
    }

    fn map(&mut self, entries: u64, depth: usize) -> Result<Vec<(Value, Value)>, Malformed> {
        let mut map = Vec::new();
        let mut last: &[u8] = &[];
        for _ in 0..entries {
            let before = self.rest;
            let key = self.item(depth + 1)?;
            let raw = &before[..before.len() - self.rest.len()];
            if raw <= last {
                return Err(Malformed);
            }
            last = raw;
            map.push((key, self.item(depth + 1)?));
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_every_second_spelling() {
        let bad: [&[u8]; 12] = [
            &[0x18, 0x17],
            &[0x19, 0x00, 0xff],
            &[0x5f, 0x41, 0x00, 0xff],
            &[0xa2, 0x01, 0x00, 0x01, 0x00],
            &[0xa2, 0x02, 0x00, 0x01, 0x00],
            &[0xc1, 0x00],
            &[0xf6],
            &[0xf9, 0x00, 0x00],
            &[0x00, 0x00],
            &[0x62, 0xc3, 0x28],
            &[0x81, 0x81, 0x81, 0x81, 0x00],
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ];
        for bytes in bad {
            assert_eq!(decode(bytes), Err(Malformed), "{bytes:02x?}");
        }
        assert_eq!(decode(&[]), Err(Malformed));
    }

    #[test]
    fn integers_keep_their_sign() {
        for value in [0, -1, -7, 23, 24, -65_537, i64::MAX, i64::MIN] {
            assert_eq!(decode(&Value::int(value).encode()).unwrap().as_int(), Some(value));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_read_writes_back_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            if let Ok(value) = decode(&bytes) {
                prop_assert_eq!(value.encode(), bytes);
            }
        }
    }
}
