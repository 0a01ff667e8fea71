//! What `strace -f -y -xx` saw a process do to its files, in the order in which it happened.

use std::{collections::HashMap, path::Path};

/// One thing that happened to a file between two lines of the trace.
#[derive(Debug)]
pub struct Event {
    pub what: What,
    /// The line on which the call began, and the one on which it answered.
    pub began: usize,
    pub ended: usize,
}

#[derive(Debug)]
pub enum What {
    Write {
        file: String,
        offset: usize,
        data: Vec<u8>,
    },
    Truncate {
        file: String,
        length: usize,
    },
    Sync {
        file: String,
    },
    /// An answer left the process that led to the case of this number.
    Acknowledged {
        case: String,
    },
}

/// Calls that change files or tell somebody about it. Data reaches a file by no other way than these: a call of
/// another name on a database file is refused by [`read`].
pub const CALLS: &str = "trace=pwrite64,pwritev,fsync,fdatasync,sync_file_range,ftruncate,fallocate,rename,renameat,\
     renameat2,unlink,unlinkat,write,writev,sendto,sendmsg";

/// Reads the trace of a process; `folder` is where its database lies.
pub fn read(trace: &str, folder: &Path) -> Vec<Event> {
    let folder = folder.to_str().unwrap();
    let mut begun: HashMap<&str, (usize, &str)> = HashMap::new();
    let mut events = Vec::new();
    for (line, text) in trace.lines().enumerate() {
        let Some((process, rest)) = text.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(head) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(process, (line, head));
        } else if rest.starts_with("<... ") {
            let Some((began, head)) = begun.remove(process) else { continue };
            push(&mut events, head, ended(rest), began, line, folder);
        } else {
            push(&mut events, rest, ended(rest), line, line, folder);
        }
    }
    // A call that never answered was under way when the process ended.
    for (began, head) in begun.into_values() {
        push(&mut events, head, Ended::Never, began, usize::MAX, folder);
    }
    events.sort_by_key(|event| event.began);
    events
}

/// How a call ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    WithError,
    /// The process was killed in it.
    Never,
}

fn ended(text: &str) -> Ended {
    let answer = text.rsplit_once(" = ").and_then(|(_, answer)| answer.split(' ').next());
    match answer.map(str::parse::<i64>) {
        Some(Ok(answer)) if answer >= 0 => Ended::Well,
        Some(Ok(_)) => Ended::WithError,
        _ => Ended::Never,
    }
}

fn push(events: &mut Vec<Event>, call: &str, how: Ended, began: usize, at: usize, folder: &str) {
    let Some((name, arguments)) = call.split_once('(') else { return };
    if let Some(what) = what(name, arguments, how, folder) {
        let ended = if how == Ended::Never { usize::MAX } else { at };
        events.push(Event { what, began, ended });
    }
}

fn what(name: &str, arguments: &str, how: Ended, folder: &str) -> Option<What> {
    let path =
        arguments.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(path, _)| path);
    let path = String::from_utf8(unhex(path)).unwrap_or_default();
    let file = path.strip_prefix(folder).map(|file| file.trim_start_matches('/').to_owned());
    match (name, file) {
        ("write" | "writev" | "sendto" | "sendmsg", None) => {
            let said: Vec<u8> = strings(arguments).flat_map(unhex).collect();
            let said = String::from_utf8_lossy(&said);
            let case = said.split_once("location: /cases/")?.1.lines().next()?.trim().to_owned();
            Some(What::Acknowledged { case })
        }
        // The wal-index is rebuilt after a crash; it carries nothing.
        (_, Some(file)) if file.ends_with("-shm") => None,
        (_, file) if how == Ended::WithError => {
            assert!(file.is_none(), "a call that failed: {name} {file:?}");
            None
        }
        ("pwrite64", Some(file)) => {
            let data = unhex(strings(arguments).next()?);
            let offset = arguments.split(')').next()?.rsplit(", ").next()?.trim().parse().ok()?;
            Some(What::Write { file, offset, data })
        }
        ("ftruncate", Some(file)) => {
            let length = arguments.split(')').next()?.rsplit(", ").next()?.trim().parse().ok()?;
            Some(What::Truncate { file, length })
        }
        ("fsync" | "fdatasync", Some(file)) => Some(What::Sync { file }),
        (_, Some(file)) => panic!("{name} on {file} is not replayed"),
        (_, None) => None,
    }
}

/// The quoted parts of a line.
fn strings(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// `\x41\x42` and plain characters.
fn unhex(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::with_capacity(bytes.len() / 4), 0);
    while at < bytes.len() {
        if bytes[at] == b'\\' && bytes.get(at + 1) == Some(&b'x') {
            let digit = |byte: u8| (byte as char).to_digit(16).unwrap_or_default() as u8;
            found.push(digit(bytes[at + 2]) * 16 + digit(bytes[at + 3]));
            at += 4;
        } else {
            found.push(bytes[at]);
            at += 1;
        }
    }
    found
}

#[test]
fn a_trace_is_read() {
    let trace = "7 pwrite64(9</d/\\x61\\x2d\\x77\\x61\\x6c>, \"\\x00\\xff\", 2, 32) = 2\n\
                 7 fdatasync(9</d/a-wal> <unfinished ...>\n\
                 8 writev(5<socket:[1]>, [{iov_base=\"\\x6c\\x6f\", iov_len=2}, {iov_base=\"cation: /cases/R1\\x0d\\x0a\"}], 2) = 9\n\
                 7 <... fdatasync resumed>) = 0\n\
                 7 ftruncate(9</d/a>, 4096) = 0\n";
    let events = read(trace, Path::new("/d"));
    assert_eq!(
        format!("{events:?}"),
        "[Event { what: Write { file: \"a-wal\", offset: 32, data: [0, 255] }, began: 0, ended: 0 }, \
         Event { what: Sync { file: \"a-wal\" }, began: 1, ended: 3 }, \
         Event { what: Acknowledged { case: \"R1\" }, began: 2, ended: 2 }, \
         Event { what: Truncate { file: \"a\", length: 4096 }, began: 4, ended: 4 }]"
    );
}
