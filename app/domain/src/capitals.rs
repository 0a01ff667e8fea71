//! Amounts in Chinese capitals (人民币大写), as the payment rules of the People's Bank of China ask for on
//! vouchers: 800,000.00 is 人民币捌拾万元整.

use crate::Fen;

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// The amount in capitals. A sum that ends in yuan or jiao closes with 整; one gap of zeros is one 零.
pub fn capitals(amount: Fen) -> String {
    let fen = amount.get().unsigned_abs();
    let (yuan, jiao, cent) = (fen / 100, (fen / 10 % 10) as usize, (fen % 10) as usize);
    let mut text = String::from(if amount.is_negative() { "人民币负" } else { "人民币" });
    if yuan > 0 || fen == 0 {
        text += &whole(yuan);
        text += "元";
    }
    match (jiao, cent) {
        (0, 0) => text += "整",
        (0, cent) => {
            text += if yuan > 0 { "零" } else { "" };
            text += DIGITS[cent];
            text += "分";
        }
        (jiao, cent) => {
            text += DIGITS[jiao];
            text += "角";
            text += &if cent == 0 { "整".to_owned() } else { format!("{}分", DIGITS[cent]) };
        }
    }
    text
}

/// The whole yuan in groups of four digits.
fn whole(yuan: u64) -> String {
    if yuan == 0 {
        return DIGITS[0].to_owned();
    }
    let mut text = String::new();
    let mut gap = false;
    for group in (0..GROUPS.len()).rev() {
        let part = yuan / 10_000u64.pow(group as u32) % 10_000;
        if part == 0 {
            gap = !text.is_empty();
            continue;
        }
        for place in (0..PLACES.len()).rev() {
            let digit = (part / 10u64.pow(place as u32) % 10) as usize;
            if digit == 0 {
                gap = !text.is_empty();
                continue;
            }
            if gap {
                text += DIGITS[0];
                gap = false;
            }
            text += DIGITS[digit];
            text += PLACES[place];
        }
        // Zeros at the end of a group are said only when the next group starts with a digit.
        text += GROUPS[group];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_amounts_as_vouchers_do() {
        for (yuan, text) in [
            ("800000", "人民币捌拾万元整"),
            ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
            ("6007.14", "人民币陆仟零柒元壹角肆分"),
            ("107000.53", "人民币壹拾万零柒仟元伍角叁分"),
            ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
            ("325.04", "人民币叁佰贰拾伍元零肆分"),
            ("100000000", "人民币壹亿元整"),
            ("100000001", "人民币壹亿零壹元整"),
            ("10010", "人民币壹万零壹拾元整"),
            ("0.05", "人民币伍分"),
            ("0.50", "人民币伍角整"),
            ("0", "人民币零元整"),
        ] {
            assert_eq!(capitals(Fen::parse(yuan).unwrap()), text, "{yuan}");
        }
    }
}
