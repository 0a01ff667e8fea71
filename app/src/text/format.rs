//! Numbers, money, months and times as people read them. One shape everywhere: `¥12,345.67`, `2026年11月`,
//! `2026-11-21`, `14:05`, `5 年 3 个月`, `2.60%`.

use super::Lang;
use chrono::{Datelike, NaiveDate, Timelike};
use domain::{Fen, Month, Timestamp};

/// Units that belong to the number before them: pages keep both on one line.
pub const UNITS: [&str; 14] =
    ["个月", "万元", "分钟", "小时", "工作日", "元", "天", "年", "期", "套", "条", "位", "秒", "months"];

/// What may stand within an amount, a date or a time besides digits.
pub const IN_NUMBERS: &str = "¥−,.:-%年月日";

/// `¥12,345.67`; a negative amount has the minus sign U+2212 in front.
pub fn yuan(amount: Fen) -> String {
    let text = amount.to_string();
    match text.strip_prefix('-') {
        Some(positive) => format!("−¥{positive}"),
        None => format!("¥{text}"),
    }
}

/// `+2,480.00` or `−1,500.00`, for a column of movements; zero has no sign.
pub fn signed(amount: Fen) -> String {
    let text = amount.to_string();
    match text.strip_prefix('-') {
        Some(positive) => format!("−{positive}"),
        None if amount.is_zero() => text,
        None => format!("+{text}"),
    }
}

/// An amount in 万元 without needless zeros: `80 万元`, `12.5 万元`; English says it in yuan.
pub fn ten_thousands(lang: Lang, amount: Fen) -> String {
    const FEN_PER_WAN: i64 = 1_000_000;
    let (whole, rest) = (amount.get() / FEN_PER_WAN, (amount.get() % FEN_PER_WAN).unsigned_abs());
    match lang {
        Lang::En => yuan(amount),
        Lang::Zh if rest == 0 => format!("{whole} 万元"),
        Lang::Zh => format!("{whole}.{} 万元", format!("{rest:06}").trim_end_matches('0')),
    }
}

/// `2026年11月` or `November 2026`.
pub fn month(lang: Lang, month: Month) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月", month.year(), month.month()),
        Lang::En => format!("{} {}", month_name(month.month()), month.year()),
    }
}

/// `2026-11-21` in both languages: short, sortable, never mistaken.
pub fn date(day: NaiveDate) -> String {
    // Not through a pattern: the reader of patterns is 8 KB of the browser's module.
    day.to_string()
}

/// `11月21日` or `21 November`, where the year goes without saying.
pub fn short_date(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::Zh => format!("{}月{}日", day.month(), day.day()),
        Lang::En => format!("{} {}", day.day(), month_name(day.month())),
    }
}

/// `14:05`, wall clock of China.
pub fn time(at: Timestamp) -> String {
    let local = at.local();
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// `14:05:12`, where the order within a minute matters.
pub fn time_with_seconds(at: Timestamp) -> String {
    format!("{}:{:02}", time(at), at.local().second())
}

/// `2026-11-21 14:05`.
pub fn date_time(at: Timestamp) -> String {
    format!("{} {}", date(at.day()), time(at))
}

/// `63 个月`, `1 month`.
pub fn months(lang: Lang, count: u32) -> String {
    match lang {
        Lang::Zh => format!("{count} 个月"),
        Lang::En => plural(count, "month"),
    }
}

/// `5 年 3 个月`, `30 年`, `8 个月`; zero is `0 个月`.
pub fn duration(lang: Lang, count: u32) -> String {
    let (years, rest) = (count / 12, count % 12);
    let years_text = match lang {
        Lang::Zh => format!("{years} 年"),
        Lang::En => plural(years, "year"),
    };
    match (years, rest) {
        (0, _) => months(lang, rest),
        (_, 0) => years_text,
        _ => format!("{years_text} {}", months(lang, rest)),
    }
}

/// A rate given in thousandths of a per cent: 2600 is `2.60%`, 2625 is `2.625%`.
pub fn rate(thousandths: i64) -> String {
    let (whole, rest) = (thousandths / 1000, (thousandths % 1000).unsigned_abs());
    if rest.is_multiple_of(10) { format!("{whole}.{:02}%", rest / 10) } else { format!("{whole}.{rest:03}%") }
}

/// A wait or a lapse in the largest unit that fits, rounded up: `45 秒`, `3 分钟`, `2 小时`.
pub fn wait(lang: Lang, seconds: u32) -> String {
    let (count, zh, en) = match seconds {
        0..=90 => (seconds, "秒", "second"),
        91..=5400 => (seconds.div_ceil(60), "分钟", "minute"),
        _ => (seconds.div_ceil(3600), "小时", "hour"),
    };
    match lang {
        Lang::Zh => format!("{count} {zh}"),
        Lang::En => plural(count, en),
    }
}

/// Groups of four from the left, `2611 2100 8K3P`, the way numbers are read out and compared.
pub fn in_fours(number: &str) -> String {
    let symbols: Vec<char> = number.chars().filter(|c| !c.is_whitespace()).collect();
    symbols.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Money for a screen reader: `一万二千三百四十五元六角七分`, `12,345.67 yuan`.
pub fn spoken(lang: Lang, amount: Fen) -> String {
    match lang {
        Lang::En => format!("{amount} yuan"),
        Lang::Zh => {
            let sign = if amount.is_negative() { "负" } else { "" };
            let (yuan, fen) = (amount.get().unsigned_abs() / 100, amount.get().unsigned_abs() % 100);
            format!("{sign}{}元{}", numeral(yuan), fraction(fen))
        }
    }
}

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// 角 and 分 after the yuan: nothing, `六角`, `零七分`, `六角七分`.
fn fraction(fen: u64) -> String {
    let digit = |value: u64| DIGITS[(value % 10) as usize];
    match (fen / 10, fen % 10) {
        (0, 0) => String::new(),
        (jiao, 0) => format!("{}角", digit(jiao)),
        (0, fen) => format!("零{}分", digit(fen)),
        (jiao, fen) => format!("{}角{}分", digit(jiao), digit(fen)),
    }
}

/// A whole number in Chinese words. Groups of four digits carry 万, 亿, 万亿; a gap of zeros is one 零.
fn numeral(number: u64) -> String {
    const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];
    if number == 0 {
        return "零".into();
    }
    let mut text = String::new();
    let mut gap = false;
    for place in (0..GROUPS.len()).rev() {
        let group = number / 10_000_u64.pow(place as u32) % 10_000;
        if group == 0 {
            gap = !text.is_empty();
            continue;
        }
        if !text.is_empty() && (gap || group < 1000) {
            text.push('零');
        }
        text += &four_digits(group);
        text += GROUPS[place];
        gap = false;
    }
    match text.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => text,
    }
}

/// 1 to 9999 in words, inner zeros as one 零.
fn four_digits(group: u64) -> String {
    const UNITS: [&str; 4] = ["", "十", "百", "千"];
    let mut text = String::new();
    let mut gap = false;
    for place in (0..UNITS.len()).rev() {
        let digit = group / 10_u64.pow(place as u32) % 10;
        if digit == 0 {
            gap = true;
            continue;
        }
        if gap && !text.is_empty() {
            text.push('零');
        }
        text.push(DIGITS[digit as usize]);
        text += UNITS[place];
        gap = false;
    }
    text
}

fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES[(month.max(1) as usize - 1) % 12]
}

fn plural(count: u32, unit: &str) -> String {
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_the_same_everywhere() {
        assert_eq!(yuan(Fen::new(1_234_567)), "¥12,345.67");
        assert_eq!(yuan(Fen::new(-5)), "−¥0.05");
        assert_eq!(
            [248_000, -150_000, 0].map(|fen| signed(Fen::new(fen))),
            ["+2,480.00", "−1,500.00", "0.00"]
        );
        assert_eq!(ten_thousands(Lang::Zh, Fen::from_yuan(800_000)), "80 万元");
        assert_eq!(ten_thousands(Lang::Zh, Fen::from_yuan(125_000)), "12.5 万元");
        assert_eq!(ten_thousands(Lang::En, Fen::from_yuan(800_000)), "¥800,000.00");
    }

    #[test]
    fn money_is_spoken_in_words() {
        for (fen, words) in [
            (1_234_567, "一万二千三百四十五元六角七分"),
            (0, "零元"),
            (1_000, "十元"),
            (100_205, "一千零二元零五分"),
            (100_010_000, "一百万零一百元"),
            (10_000_000_000, "一亿元"),
            (1_200_000, "一万二千元"),
            (1_001_000, "一万零一十元"),
            (-50, "负零元五角"),
            (10_000_000_100, "一亿零一元"),
        ] {
            assert_eq!(spoken(Lang::Zh, Fen::new(fen)), words, "{fen}");
        }
        assert_eq!(spoken(Lang::En, Fen::new(1_234_567)), "12,345.67 yuan");
    }

    #[test]
    fn months_dates_and_times() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let at = Timestamp::start_of(day).plus_ms(((14 * 60 + 5) * 60 + 12) * 1000);
        assert_eq!(month(Lang::Zh, Month::of(day)), "2026年11月");
        assert_eq!(month(Lang::En, Month::of(day)), "November 2026");
        assert_eq!(
            (date(day), time(at), time_with_seconds(at)),
            ("2026-11-21".into(), "14:05".into(), "14:05:12".into())
        );
        assert_eq!(date_time(at), "2026-11-21 14:05");
        assert_eq!(
            (short_date(Lang::Zh, day), short_date(Lang::En, day)),
            ("11月21日".into(), "21 November".into())
        );
    }

    #[test]
    fn durations_and_rates() {
        assert_eq!(
            [63, 360, 8, 0].map(|n| duration(Lang::Zh, n)),
            ["5 年 3 个月", "30 年", "8 个月", "0 个月"]
        );
        assert_eq!([13, 12].map(|n| duration(Lang::En, n)), ["1 year 1 month", "1 year"]);
        assert_eq!([2600, 3050, 2625, 0].map(rate), ["2.60%", "3.05%", "2.625%", "0.00%"]);
        assert_eq!([45, 121, 7200].map(|s| wait(Lang::Zh, s)), ["45 秒", "3 分钟", "2 小时"]);
        assert_eq!(in_fours("26112100 8K3P"), "2611 2100 8K3P");
    }
}
