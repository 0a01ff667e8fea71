//! camt.053 of several versions, and XML that is no statement.

use super::super::file::parse_text;
use super::*;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.VV"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><Othr><Id>35001</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">16600</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
"#;
const FOOT: &str = "</Stmt></BkToCstmrStmt></Document>\n";

/// As banks wrote it up to version 06.
const OLD: &str = r#"<Ntry><Amt Ccy="CNY">18000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt>
<ValDt><Dt>2026-11-20</Dt></ValDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
<RltdPties><Dbtr><Nm>刺桐纺织 &amp; 服装&#x516C;司</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">1500.00000</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><ValDt><DtTm>2026-11-20T09:30:00+08:00</DtTm></ValDt>
<AcctSvcrRef>B2</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>0190aa</EndToEndId></Refs>
<RltdPties><Cdtr><Nm>林秀芳</Nm></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry>"#;

fn document(version: &str, entries: &str) -> String {
    format!("{}{entries}{FOOT}", HEAD.replace("VV", version))
}

/// The same as it is written since version 08, with prefixes.
fn new_form() -> String {
    let entries = OLD
        .replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
        .replace("<Nm>", "<Pty><Nm>")
        .replace("</Nm>", "</Nm></Pty>");
    let text = document("12", &entries);
    text.replace("<Document xmlns=", "<n:Document xmlns:n=").replace("</Document>", "</n:Document>")
}

#[test]
fn versions_old_and_new_say_the_same() {
    let statement = parse_text(&document("02", OLD)).unwrap();
    assert_eq!((statement.account.as_str(), statement.day.to_string()), ("35001", "2026-11-20".into()));
    assert!(statement.adds_up());
    let told: Vec<_> = statement
        .lines
        .iter()
        .map(|line| (&*line.serial, line.amount.get(), &*line.reference, &*line.counterparty))
        .collect();
    assert_eq!(told, [("B1", 1_800_000, "", "刺桐纺织 & 服装公司"), ("B2", -150_000, "0190aa", "林秀芳")]);
    assert_eq!(parse_text(&document("08", OLD)).unwrap(), statement);
    assert_eq!(parse_text(&new_form()).unwrap(), statement);
}

#[test]
fn a_batch_is_taken_apart_where_its_parts_come_to_it() {
    let part = |amount: &str, id: &str| {
        format!(r#"<TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs><Amt Ccy="CNY">{amount}</Amt></TxDtls>"#)
    };
    let entry = |parts: String| {
        format!(
            r#"<Ntry><Amt Ccy="CNY">300.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><ValDt><Dt>2026-11-20</Dt></ValDt>
            <NtryRef>N1</NtryRef><NtryDtls>{parts}</NtryDtls></Ntry>"#
        )
    };
    let whole = entry(part("100.00", "a") + &part("200.00", "b"));
    let lines = parse_text(&document("08", &whole)).unwrap().lines;
    let told: Vec<_> = lines.iter().map(|l| (l.no, &*l.serial, l.amount.get(), &*l.reference)).collect();
    assert_eq!(told, [(1, "N1/1", -10_000, "a"), (2, "N1/2", -20_000, "b")]);
    let short = entry(part("100.00", "a") + &part("199.00", "b"));
    let lines = parse_text(&document("08", &short)).unwrap().lines;
    assert_eq!((lines.len(), lines[0].amount.get(), &*lines[0].reference), (1, -30_000, ""));
}

#[test]
fn bombs_and_other_messages_are_refused() {
    let bomb =
        r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>"#;
    let text = document("08", OLD);
    let body = text.split_once("?>").unwrap().1;
    assert_eq!(parse_text(&format!("{bomb}{body}")).unwrap_err(), Unreadable::Doctype);
    assert_eq!(parse_text(&text.replace("林秀芳", "&lol2;")).unwrap_err(), Unreadable::Entity);
    let deep = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
    assert_eq!(parse_text(&deep).unwrap_err(), Unreadable::TooDeep);
    let many = format!("<a>{}</a>", "<b/>".repeat(NODES_MAX + 1));
    assert_eq!(parse_text(&many).unwrap_err(), Unreadable::TooManyLines);
    assert_eq!(parse_text("<html><body/></html>").unwrap_err(), Unreadable::OtherMessage);
    assert_eq!(parse_text("<Document><BkToCstmrStmt>").unwrap_err(), Unreadable::Xml);
    assert_eq!(parse_text("<a></b>").unwrap_err(), Unreadable::Xml);
    assert_eq!(parse_text("<a/><b/>").unwrap_err(), Unreadable::Xml);
    assert_eq!(parse_text("<a/>x").unwrap_err(), Unreadable::Xml);
}

#[test]
fn what_is_missing_is_named() {
    let with = |from: &str, to: &str| parse_text(&document("08", OLD).replacen(from, to, 1)).unwrap_err();
    let field = |line, name| Unreadable::Field { line, name };
    assert_eq!(with("<Sts>BOOK", "<Sts>PDNG"), Unreadable::NotBooked { line: 1 });
    assert_eq!(with(r#"<Amt Ccy="CNY">18000"#, r#"<Amt Ccy="USD">18000"#), Unreadable::Currency { line: 1 });
    assert_eq!(with("18000.00", "1.005"), field(1, "Amt"));
    assert_eq!(with("<AcctSvcrRef>B2</AcctSvcrRef>", ""), field(2, "AcctSvcrRef"));
    assert_eq!(with("<Cd>CLBD</Cd>", "<Cd>ITBD</Cd>"), Unreadable::NoBalance);
    assert_eq!(with("<ValDt><DtTm>2026-11-20T", "<ValDt><DtTm>soon"), field(2, "ValDt"));
    assert_eq!(with("</Stmt>", "</Stmt><Stmt/>"), Unreadable::SeveralStatements);
}
