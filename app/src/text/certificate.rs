//! Words of certificates: verdicts, signed fields, the pages that issue, show and verify them.

use super::{Lang, format};
use domain::{
    Month, Timestamp,
    certificate::{
        Payload, Verdict,
        payload::{CertificateType, Loans, Period, Predicate, SettledLoan, StatedState},
    },
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    certificates: "电子证明", "Certificates";
    certificates_lead: "扫码就能核验，任何单位都可以查真伪。", "Anyone can verify one by scanning its code.";
    make: "开具缴存证明", "Make a contribution certificate";
    make_lead: "写明缴存单位、基数、比例、月数和余额，有效 30 天。", "States employer, base, rates, months and balance. Valid for 30 days.";
    yours: "已开具的证明", "Your certificates";
    none_yet: "还没有开具过证明", "You have made no certificate yet";
    valid_until: "有效期至", "Valid until";
    issued_on: "开具日期", "Issued on";
    save_picture: "保存图片", "Save as picture";
    download_pdf: "下载 PDF", "Download PDF";
    print_note: "打印时请选“实际大小”，二维码才清楚。", "Print at actual size so that the code stays readable.";
    revoke: "作废这份证明", "Revoke this certificate";
    revoke_note: "作废后任何人扫码都会看到“已作废”，不能恢复。", "After that anyone who scans it reads “revoked”. It cannot be undone.";
    who_looked: "谁查过这份证明", "Who looked at it";
    nobody_looked: "还没有人查看", "Nobody yet";
    looked_by_number: "有人凭编号、姓名和证件后四位查询", "Someone looked it up by number, name and last four characters";
    looked_at_counter: "窗口扫码核验", "Scanned at the counter";
    looked_by_photo: "窗口照片核验", "Checked from a photo at the counter";
    qr_label: "证明的二维码", "QR code of the certificate";
    number: "证书编号", "Certificate number";
    verify_at: "核验网址", "Verify at";
    scan_decides: "纸面内容以扫码核验结果为准", "The result of scanning prevails over the paper";
    any_phone: "任何手机扫码可验，核验在手机里完成，不上传内容", "Any phone can verify it; the check runs on the phone and sends nothing";
    not_made: "没有开具证明", "No certificate was made";
    no_account: "您名下还没有公积金账户。", "You have no account yet.";
    nothing_paid: "账户还没有缴存记录，汇缴到账后就可以开具。", "No month is paid yet. You can make one after the first payment.";
    too_long: "姓名或单位名称超过证明能写的长度，请打 12329 由窗口办理。", "A name is longer than a certificate holds. Please call 12329.";
    too_many: "今天开具的证明较多，请明天再来，或使用已开具的证明。", "Many were made today. Use one of those, or come back tomorrow.";
    to_certificates: "查看已开具的证明", "See your certificates";
    rare_character: "有一个字没有可用的字形", "One character has no typeface";
    verify: "核验证明", "Verify a certificate";
    verify_lead: "用手机扫证明上的二维码会直接打开这一页。也可以用下面的办法。", "Scanning the code on a certificate opens this page. These ways work too.";
    checking: "正在核验…", "Checking…";
    failed: "这个浏览器不能在本机核验，请用下面的办法。", "This browser cannot verify by itself. Please use one of the ways below.";
    by_text: "粘贴扫码内容", "Paste what was scanned";
    by_text_hint: "扫码枪扫出的一长串数字，或整个网址", "The long run of digits from a scanner, or the whole link";
    check: "核验", "Verify";
    by_photo: "上传照片或截图", "Send a photo or screenshot";
    by_photo_hint: "PNG 或 JPEG，不超过 10 MB。照片在服务器上识别后立即丢弃。", "PNG or JPEG up to 10 MB. It is read on the server and thrown away.";
    photo: "照片", "Photo";
    by_number: "按证书编号查询", "Look up by number";
    by_number_lead: "没有二维码时，凭编号、姓名和证件后四位查询真伪。", "Without the code: number, name and last four characters of the ID.";
    number_hint: "印在二维码旁边，共 17 位", "17 characters, printed beside the code";
    name: "姓名", "Name";
    id_tail: "证件号码后四位", "Last four characters of the ID number";
    look_up: "查询", "Look up";
    found_note: "只显示真伪和日期。要看内容，请扫证明上的二维码。", "Only genuineness and dates are shown. Scan the code to see the content.";
    stale: "这个结果已经过期", "This result has expired";
    stale_help: "请重新查询。", "Please look it up again.";
    compare: "请核对：姓名、证件后四位、本人。以本页为准。", "Compare name, last four characters and the person. This page prevails.";
    verify_another: "核验另一份", "Verify another";
    counter: "扫码核验", "Scan and verify";
    counter_hint: "光标在框里时扫码；扫码枪会自动回车", "Keep the cursor in the field and scan; the scanner sends Enter";
    scanned_text: "扫码内容", "Scanned text";
    use_camera: "用摄像头扫码", "Use the camera";
    stop_camera: "关闭摄像头", "Stop the camera";
    camera_refused: "没有摄像头或没有允许使用。请用扫码枪或上传照片。", "No camera, or it was not allowed. Use a scanner or send a photo.";
    recorded: "这次核验已记入持有人的“谁查过我的证明”。", "The holder sees that you looked.";
    photo_unread: "照片里没有读到二维码", "No code was found in the photo";
    photo_unread_help: "请把二维码拍清楚、拍正，占画面一半以上，再试一次。", "Take it straight and sharp, with the code filling half the picture.";
    photo_refused: "这不是可以识别的照片", "This is not a picture that can be read";
    photo_refused_help: "请上传 PNG 或 JPEG，不超过 10 MB。", "Send a PNG or JPEG up to 10 MB.";
}

/// A headline for the verdict, and what to do (certificates.md §7).
pub const fn verdict(l: Lang, verdict: Verdict) -> (&'static str, &'static str) {
    match l {
        Lang::Zh => verdict_zh(verdict),
        Lang::En => verdict_en(verdict),
    }
}

const fn verdict_zh(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::ScanIncomplete => {
            ("扫描不完整", "请重新扫描（键盘少传或多传字符）。扫码枪请切到英文输入法。")
        }
        Verdict::NotOurs => ("不是本系统的二维码", "请不要打开它指向的网址。"),
        Verdict::UnsupportedVersion => ("证明版本较新", "请更新核验程序后再试。"),
        Verdict::Malformed => ("数据格式异常", "疑似伪造，请转交负责人。"),
        Verdict::UnknownKey => ("未找到签发密钥", "请联网更新后重试。"),
        Verdict::SignatureInvalid => ("签名无效", "内容被改动或伪造，请保留副本并转交负责人。"),
        Verdict::KeyCompromised => ("签发密钥已停用", "请联网核实，或请职工重新下载。"),
        Verdict::ClockSuspect => ("本机时间不正确", "早于密钥包签发时间，请校正时间后再验；与持有人无关。"),
        Verdict::NotYetValid => ("还没有生效", "签发时间晚于当前时间，请检查本机时间。"),
        Verdict::Expired => ("签名真实，但已过期", "请职工重新开具。"),
        Verdict::Revoked => ("已作废", "这份证明已经作废，请勿采信。"),
        Verdict::Suspended => ("已暂停", "请联系签发中心，或请职工重新开具。"),
        Verdict::Superseded => ("已有新版证明", "请职工出示新版。"),
        Verdict::StatusUnknown => ("签名真实", "无法确认是否作废；涉及资金请联网再验。"),
        Verdict::AudienceMismatch => ("仅供其他中心使用", "签名真实，但不是开给这里的。"),
        Verdict::ValidOffline => ("真实有效", "作废信息不是最新的，涉及资金请联网再验。"),
        Verdict::Valid => ("真实有效", "签名真实，未作废，在有效期内。"),
    }
}

const fn verdict_en(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::ScanIncomplete => ("Scan incomplete", "Scan again; characters were lost or doubled."),
        Verdict::NotOurs => ("Not one of our codes", "Do not open the address in it."),
        Verdict::UnsupportedVersion => ("A newer kind of certificate", "Update the verifier and try again."),
        Verdict::Malformed => ("Malformed", "Possibly forged. Hand it to your supervisor."),
        Verdict::UnknownKey => ("Signing key not found", "Go online and try again."),
        Verdict::SignatureInvalid => ("Signature invalid", "Altered or forged. Keep a copy and hand it on."),
        Verdict::KeyCompromised => {
            ("Signing key withdrawn", "Verify online, or ask for a fresh certificate.")
        }
        Verdict::ClockSuspect => {
            ("The clock of this device is wrong", "Set it right first. The holder is not to blame.")
        }
        Verdict::NotYetValid => ("Not yet valid", "Issued later than now. Check the clock of this device."),
        Verdict::Expired => ("Genuine, but expired", "Ask for a new one."),
        Verdict::Revoked => ("Revoked", "Do not rely on it."),
        Verdict::Suspended => ("Suspended", "Ask the issuing centre, or for a new certificate."),
        Verdict::Superseded => ("A newer version exists", "Ask for the newer one."),
        Verdict::StatusUnknown => {
            ("Genuine signature", "Revocation could not be checked. Go online if money moves.")
        }
        Verdict::AudienceMismatch => ("Meant for another centre", "The signature is genuine."),
        Verdict::ValidOffline => {
            ("Genuine and valid", "Revocation data is not fresh. Go online if money moves.")
        }
        Verdict::Valid => ("Genuine and valid", "Signed by the centre, not revoked, not expired."),
    }
}

/// `2026-11-21 09:30 联网核验`.
pub fn checked_at(l: Lang, at: Timestamp) -> String {
    match l {
        Lang::Zh => format!("{} 联网核验", format::date_time(at)),
        Lang::En => format!("Verified online at {}", format::date_time(at)),
    }
}

/// What a certificate is called: after the statement that it comes with, if any.
pub const fn title(l: Lang, payload: &Payload) -> &'static str {
    match payload.statement {
        Some(_) => l.pick("住房公积金年度对账单", "Annual fund statement"),
        None => kind(l, payload.kind),
    }
}

/// Name of a kind of certificate.
pub const fn kind(l: Lang, kind: CertificateType) -> &'static str {
    match kind {
        CertificateType::Contribution => l.pick("住房公积金缴存证明", "Contribution certificate"),
        CertificateType::OutOfTown => {
            l.pick("异地贷款职工住房公积金缴存使用证明", "Certificate for an out-of-town loan")
        }
        CertificateType::Settled => l.pick("住房公积金贷款结清证明", "Loan settlement certificate"),
        CertificateType::Summary => l.pick("住房公积金个人信息表", "Personal summary"),
    }
}

const fn state(l: Lang, state: StatedState) -> &'static str {
    match state {
        StatedState::Normal => l.pick("正常", "Normal"),
        StatedState::Sealed => l.pick("封存", "Sealed"),
        StatedState::Closed => l.pick("销户", "Closed"),
        StatedState::Other => l.pick("其他", "Other"),
    }
}

/// Every signed field in reading order, label and value: what a clerk compares with the paper.
pub fn rows(l: Lang, payload: &Payload) -> Vec<(&'static str, String)> {
    let mut rows =
        vec![(name(l), payload.name.clone()), (l.pick("证件尾号", "ID ends in"), payload.id_tail.clone())];
    let mut put = |zh: &'static str, en: &'static str, value: Option<String>| {
        rows.extend(value.map(|value| (l.pick(zh, en), value)));
    };
    put("公积金账号", "Account", payload.account.clone());
    put("缴存单位", "Employer", payload.unit.clone());
    put("账户状态", "State", payload.state.map(|s| state(l, s).to_owned()));
    put("缴存期间", "Months paid", payload.period.map(|p| period(l, p)));
    put("累计 / 连续", "In all / without a gap", payload.period.map(|p| counts(l, p)));
    put("缴存基数", "Monthly base", payload.base.map(format::yuan));
    put(
        "单位 / 个人比例",
        "Employer / own rate",
        payload.rates.map(|(unit, own)| format!("{} / {}", permille(unit), permille(own))),
    );
    put("月缴存额", "Monthly contribution", payload.monthly.map(format::yuan));
    put("账户余额", "Balance", payload.balance.map(format::yuan));
    if let Some(mark) = &payload.statement {
        put("对账单年度", "Statement year", Some(mark.year.to_string()));
        put("期初余额", "Opening balance", Some(format::yuan(mark.opening)));
        put("全年存入（含利息）", "In, with interest", Some(format::yuan(mark.into)));
        put("全年支出", "Out", Some(format::yuan(mark.out)));
        put("期末余额", "Closing balance", Some(format::yuan(mark.closing)));
        put("对账单编号", "Statement number", Some(mark.number()));
    }
    if let Some(with) = payload.loans {
        put("公积金贷款", "Fund loans", Some(loans(l, with)));
    }
    if let Some(loan) = &payload.settled_loan {
        settled(loan, &mut put);
    }
    put(
        "共同借款人",
        "Co-borrowers",
        (!payload.co_borrowers.is_empty()).then(|| payload.co_borrowers.join(l.pick("、", ", "))),
    );
    put("仅供使用", "Only for centre", payload.audience.map(|org| org.to_string()));
    for predicate in &payload.predicates {
        put("声明", "Statement", Some(statement(l, *predicate)));
    }
    put("数据日期", "Data of", payload.as_of.map(format::date));
    put("签发中心", "Issued by", Some(payload.org.to_string()));
    put("签发时间", "Issued at", Some(format::date_time(Timestamp::from_ms(payload.issued * 1000))));
    put("有效期至", "Valid until", Some(format::date_time(Timestamp::from_ms(payload.expires * 1000))));
    put("证书编号", "Number", Some(payload.id.to_string()));
    rows
}

fn settled(loan: &SettledLoan, put: &mut impl FnMut(&'static str, &'static str, Option<String>)) {
    put("借款合同号", "Loan contract", Some(loan.contract.clone()));
    put("贷款金额", "Loan amount", Some(format::yuan(loan.amount)));
    put("发放日期", "Paid out", Some(format::date(loan.paid_out)));
    put("结清日期", "Settled", Some(format::date(loan.settled)));
    put("受托银行", "Bank", Some(loan.bank.clone()));
}

fn period(l: Lang, period: Period) -> String {
    let month = |month: Month| format::month(l, month);
    format!("{} {} {}", month(period.first), l.pick("至", "to"), month(period.paid_through))
}

fn counts(l: Lang, period: Period) -> String {
    match period.consecutive {
        Some(consecutive) => {
            format!("{} / {}", format::months(l, period.cumulative), format::months(l, consecutive))
        }
        None => format::months(l, period.cumulative),
    }
}

fn permille(rate: u32) -> String {
    if rate.is_multiple_of(10) { format!("{}%", rate / 10) } else { format!("{}.{}%", rate / 10, rate % 10) }
}

fn loans(l: Lang, loans: Loans) -> String {
    match l {
        Lang::Zh => format!("{} 笔，未结清 {} 笔", loans.count, loans.open),
        Lang::En => format!("{}, {} open", loans.count, loans.open),
    }
}

fn statement(l: Lang, predicate: Predicate) -> String {
    let (id, value) = match predicate {
        Predicate::Holds(id, holds) => {
            (id, l.pick(if holds { "是" } else { "否" }, if holds { "yes" } else { "no" }).to_owned())
        }
        Predicate::Count(id, count) => (id, count.to_string()),
    };
    let what = match id {
        1 => l.pick("连续缴存满 6 个月", "at least 6 months without a gap"),
        2 => l.pick("连续缴存满 12 个月", "at least 12 months without a gap"),
        3 => l.pick("没有未结清的公积金贷款", "no open fund loan"),
        4 => l.pick("公积金贷款不超过 1 次", "at most one fund loan"),
        5 => l.pick("账户正常", "account in normal state"),
        _ => l.pick("其他", "other"),
    };
    format!("{what}: {value}")
}

/// A digits-only path segment that says which verdict to show when there is nothing to verify.
pub const fn slug(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotOurs => "not-ours",
        Verdict::UnsupportedVersion => "newer",
        _ => "incomplete",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_its_own_words() {
        for l in [Lang::Zh, Lang::En] {
            for v in Verdict::ALL {
                let (title, help) = verdict(l, v);
                assert!(!title.is_empty() && !help.is_empty(), "{v:?}");
            }
        }
        // A dropped keystroke is never called a forgery.
        assert!(!verdict(Lang::Zh, Verdict::ScanIncomplete).1.contains("伪造"));
    }
}
