//! A statement as ISO 20022 camt.053 (BankToCustomerStatement), any version of `camt.053.001`: elements are known by
//! their local names, and those read here have been the same since version 02, except for `Sts` (a code inside since 07)
//! and the parties (inside `Pty` since 08); both forms are read.
//!
//! Why not a crate of ISO 20022 types: `mx-message` 3.1 holds version 08 only, amounts as `f64`, and brings a workflow
//! engine with it; `open-payments-iso20022` 1.0 holds version 12 only. `sepa` 0.9 reads several versions in whole cents and
//! would do, but breaks its interface with every minor version while it is 0.x. This is one loop over
//! `quick-xml`. Nothing is expanded: a document type and every entity but XML's own five are refused, and depth, size
//! and number of entries are bounded.

use super::file::{FIELD_MAX, LINES_MAX, Unreadable, one_line};
use chrono::NaiveDate;
use domain::{
    Fen,
    reconcile::{Line, Statement},
};
use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};

/// Deeper than any statement.
const DEPTH_MAX: usize = 32;
/// Elements of one entry or of all that is not an entry.
const NODES_MAX: usize = 400_000;

/// An element that was read.
#[derive(Debug, Default)]
struct Node {
    name: String,
    currency: Option<String>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// The first element of a path.
    fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.children.iter().find(|child| child.name == *name))
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn text(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(|node| node.text.trim()).filter(|text| !text.is_empty())
    }

    /// `Dt` or the day of `DtTm`.
    fn day(&self, path: &[&str]) -> Option<NaiveDate> {
        let node = self.at(path)?;
        let text = node.text(&["Dt"]).or_else(|| node.text(&["DtTm"]).and_then(|text| text.get(..10)))?;
        // A day may carry a zone: 2026-11-20+08:00.
        text.get(..10)?.parse().ok()
    }
}

pub(super) fn read(text: &str) -> Result<Statement, Unreadable> {
    let (root, entries) = tree(text)?;
    let message = root.at(&["BkToCstmrStmt"]).filter(|_| root.name == "Document");
    let message = message.ok_or(Unreadable::OtherMessage)?;
    let mut statements = message.all("Stmt");
    let (Some(statement), None) = (statements.next(), statements.next()) else {
        return Err(Unreadable::SeveralStatements);
    };
    let balance = |codes: &[&str]| {
        codes.iter().find_map(|code| {
            statement.all("Bal").find(|bal| bal.text(&["Tp", "CdOrPrtry", "Cd"]) == Some(*code))
        })
    };
    let opening = balance(&["OPBD", "PRCD"]).ok_or(Unreadable::NoBalance)?;
    let closing = balance(&["CLBD"]).ok_or(Unreadable::NoBalance)?;
    let day = closing.day(&["Dt"]).ok_or(Unreadable::NoBalance)?;
    let account =
        statement.at(&["Acct", "Id"]).and_then(|id| id.text(&["IBAN"]).or(id.text(&["Othr", "Id"])));
    let account = one_line(account.unwrap_or_default(), 0, "Acct")?;
    let mut lines = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        add_lines(&mut lines, at as u32 + 1, entry, day)?;
    }
    let (opening, closing) = (amount(opening, 0)?, amount(closing, 0)?);
    Ok(Statement { day, account, opening, closing, lines })
}

/// `Amt` with the sign of `CdtDbtInd`.
fn amount(node: &Node, line: u32) -> Result<Fen, Unreadable> {
    let amt = node.at(&["Amt"]).ok_or(Unreadable::Field { line, name: "Amt" })?;
    let amount = fen(amt, line)?;
    match node.text(&["CdtDbtInd"]) {
        Some("CRDT") => Ok(amount),
        Some("DBIT") => Ok(Fen::new(-amount.get())),
        _ => Err(Unreadable::Field { line, name: "CdtDbtInd" }),
    }
}

/// An amount of ISO 20022 may have five decimals; of CNY those beyond the fen are zero.
fn fen(amt: &Node, line: u32) -> Result<Fen, Unreadable> {
    if amt.currency.as_deref() != Some("CNY") {
        return Err(Unreadable::Currency { line });
    }
    let text = amt.text.trim();
    let text = match text.split_once('.') {
        Some((_, part)) if part.len() > 2 && part[2..].bytes().all(|b| b == b'0') => {
            &text[..text.len() - (part.len() - 2)]
        }
        _ => text,
    };
    Fen::parse(text).map_err(|_| Unreadable::Field { line, name: "Amt" })
}

/// The lines of one entry: itself, or each of its transactions where the bank has booked several as one and says how
/// much each was.
fn add_lines(lines: &mut Vec<Line>, no: u32, entry: &Node, day: NaiveDate) -> Result<(), Unreadable> {
    let status = entry.text(&["Sts", "Cd"]).or_else(|| entry.text(&["Sts"]));
    if status != Some("BOOK") {
        return Err(Unreadable::NotBooked { line: no });
    }
    let total = amount(entry, no)?;
    if total.is_zero() {
        return Err(Unreadable::Field { line: no, name: "Amt" });
    }
    let details: Vec<&Node> = entry.all("NtryDtls").flat_map(|batch| batch.all("TxDtls")).collect();
    let only = match &details[..] {
        [one] => Some(*one),
        _ => None,
    };
    let serial = entry
        .text(&["AcctSvcrRef"])
        .or_else(|| only?.text(&["Refs", "AcctSvcrRef"]))
        .or_else(|| entry.text(&["NtryRef"]))
        .ok_or(Unreadable::Field { line: no, name: "AcctSvcrRef" })?;
    let value_date = entry.day(&["ValDt"]).or_else(|| entry.day(&["BookgDt"]));
    let line = Line {
        day,
        no: 0,
        serial: one_line(serial, no, "AcctSvcrRef")?,
        value_date: value_date.ok_or(Unreadable::Field { line: no, name: "ValDt" })?,
        amount: total,
        reference: reference(only, no)?,
        counterparty: counterparty(only, total, no)?,
        duplicate: false,
    };
    let parts = parts(&details, total, no)?;
    if parts.is_empty() {
        return push(lines, line);
    }
    for (at, (part, amount)) in parts.into_iter().enumerate() {
        let own = part.text(&["Refs", "AcctSvcrRef"]);
        let serial = own.map_or_else(|| format!("{}/{}", line.serial, at + 1), str::to_owned);
        let (reference, counterparty) = (reference(Some(part), no)?, counterparty(Some(part), total, no)?);
        push(
            lines,
            Line {
                serial: one_line(&serial, no, "AcctSvcrRef")?,
                amount,
                reference,
                counterparty,
                ..line.clone()
            },
        )?;
    }
    Ok(())
}

fn push(lines: &mut Vec<Line>, mut line: Line) -> Result<(), Unreadable> {
    if lines.len() >= LINES_MAX {
        return Err(Unreadable::TooManyLines);
    }
    line.no = lines.len() as u32 + 1;
    lines.push(line);
    Ok(())
}

/// The transactions of a batch with their amounts, where they are there and come to the total; else nothing.
fn parts<'a>(details: &[&'a Node], total: Fen, no: u32) -> Result<Vec<(&'a Node, Fen)>, Unreadable> {
    if details.len() < 2 {
        return Ok(vec![]);
    }
    let mut parts = Vec::new();
    for part in details {
        let Some(amt) = part.at(&["Amt"]).or_else(|| part.at(&["AmtDtls", "TxAmt", "Amt"])) else {
            return Ok(vec![]);
        };
        let amount = fen(amt, no)?;
        parts.push((*part, if total.is_negative() { Fen::new(-amount.get()) } else { amount }));
    }
    let whole = Fen::sum(parts.iter().map(|(_, amount)| *amount)) == Some(total);
    Ok(if whole { parts } else { vec![] })
}

fn reference(of: Option<&Node>, no: u32) -> Result<String, Unreadable> {
    let found = of.and_then(|details| {
        let named = |name| details.text(&["Refs", name]).filter(|text| *text != "NOTPROVIDED");
        named("EndToEndId").or_else(|| named("InstrId"))
    });
    one_line(found.unwrap_or_default(), no, "EndToEndId")
}

fn counterparty(of: Option<&Node>, total: Fen, no: u32) -> Result<String, Unreadable> {
    let side = if total.is_negative() { "Cdtr" } else { "Dbtr" };
    let found = of.and_then(|details| {
        let party = details.at(&["RltdPties", side])?;
        party.text(&["Nm"]).or_else(|| party.text(&["Pty", "Nm"]))
    });
    let name: String = found.unwrap_or_default().chars().take(FIELD_MAX).collect();
    one_line(&name, no, "Nm")
}

/// The document without its entries, and the entries.
fn tree(text: &str) -> Result<(Node, Vec<Node>), Unreadable> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Node> = vec![Node::default()];
    let (mut entries, mut nodes) = (Vec::new(), 0);
    loop {
        match reader.read_event().map_err(|_| Unreadable::Xml)? {
            Event::Eof => break,
            Event::DocType(_) => return Err(Unreadable::Doctype),
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => attach(&mut open, element(&start)?, &mut entries)?,
            Event::End(_) => {
                let node = open.pop().filter(|_| !open.is_empty()).ok_or(Unreadable::Xml)?;
                attach(&mut open, node, &mut entries)?;
            }
            Event::Text(text) => write(&mut open, &text)?,
            Event::CData(text) => write(&mut open, &text)?,
            Event::GeneralRef(reference) => {
                let c = character(&reference)?;
                write(&mut open, c.encode_utf8(&mut [0; 4]))?;
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        nodes += 1;
        if open.len() > DEPTH_MAX {
            return Err(Unreadable::TooDeep);
        }
        if entries.len() > LINES_MAX || nodes > NODES_MAX * 30 {
            return Err(Unreadable::TooManyLines);
        }
    }
    let (Some(mut top), true) = (open.pop(), open.is_empty()) else { return Err(Unreadable::Xml) };
    let (Some(root), None) = (top.children.pop(), top.children.pop()) else { return Err(Unreadable::Xml) };
    Ok((root, entries))
}

/// Puts a closed element where it belongs.
fn attach(open: &mut [Node], node: Node, entries: &mut Vec<Node>) -> Result<(), Unreadable> {
    let depth = open.len();
    let parent = open.last_mut().ok_or(Unreadable::Xml)?;
    // Document, BkToCstmrStmt, Stmt below the top.
    if depth == 4 && parent.name == "Stmt" && node.name == "Ntry" {
        entries.push(node);
    } else if parent.children.len() < NODES_MAX {
        parent.children.push(node);
    } else {
        return Err(Unreadable::TooManyLines);
    }
    Ok(())
}

fn element(start: &BytesStart<'_>) -> Result<Node, Unreadable> {
    let name = start.local_name().as_ref().to_owned();
    let mut currency = None;
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| Unreadable::Xml)?;
        if attribute.key.as_ref() == "Ccy" {
            currency = Some(attribute.value.into_owned());
        }
    }
    Ok(Node { name, currency, ..Node::default() })
}

/// Text outside of the root is white space; nothing that is read is longer than a few lines.
fn write(open: &mut [Node], text: &str) -> Result<(), Unreadable> {
    match open {
        [_] if text.trim().is_empty() => Ok(()),
        [_, .., node] => {
            if node.text.len() < 4_000 {
                node.text.push_str(text);
            }
            Ok(())
        }
        _ => Err(Unreadable::Xml),
    }
}

fn character(reference: &BytesRef<'_>) -> Result<char, Unreadable> {
    if let Some(c) = reference.resolve_char_ref().map_err(|_| Unreadable::Xml)? {
        return Ok(c);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(Unreadable::Entity),
    }
}

#[cfg(test)]
mod tests;
