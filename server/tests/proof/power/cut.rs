//! What is on the disk after the power went at one moment of a recorded run: everything that a sync had put there, and
//! of the rest what chance let through, whole, in part or not at all.

use super::trace::{Event, What};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use store::testing::Chance;

/// A disk writes a sector whole or not at all.
const SECTOR: usize = 512;

/// The files as they were when the recording began, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads the database of a folder.
pub fn files(folder: &Path) -> Files {
    let read = |name: &str| std::fs::read(folder.join(name)).ok().map(|data| (name.to_owned(), data));
    ["anju.db", "anju.db-wal"].into_iter().filter_map(read).collect()
}

/// The files after a cut at line `cut`, and the cases that had been acknowledged by then.
pub fn after(base: &Files, events: &[Event], cut: usize, chance: &mut Chance) -> (Files, BTreeSet<String>) {
    let (mut files, mut acknowledged) = (base.clone(), BTreeSet::new());
    // For each file, the beginning of the last sync that had answered: what was written before it is there.
    let mut synced: BTreeMap<&str, usize> = BTreeMap::new();
    for event in events.iter().filter(|event| event.ended < cut) {
        if let What::Sync { file } = &event.what {
            let latest = synced.entry(file).or_default();
            *latest = event.began.max(*latest);
        }
    }
    for event in events.iter().filter(|event| event.began < cut) {
        let is_synced = |file: &str| synced.get(file).is_some_and(|began| event.ended < *began);
        match &event.what {
            What::Write { file, offset, data } => {
                let kept = if is_synced(file) { Kept::Whole } else { Kept::by(chance) };
                write(files.entry(file.clone()).or_default(), *offset, data, kept, chance);
            }
            What::Truncate { file, length } => {
                if is_synced(file) || chance.below(2) == 0 {
                    files.entry(file.clone()).or_default().resize(*length, 0);
                }
            }
            What::Acknowledged { case } => {
                acknowledged.insert(case.clone());
            }
            What::Sync { .. } => {}
        }
    }
    (files, acknowledged)
}

/// How much of a write that was not synced reaches the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Whole,
    Torn,
    Nothing,
}

impl Kept {
    fn by(chance: &mut Chance) -> Kept {
        match chance.below(3) {
            0 => Kept::Whole,
            1 => Kept::Torn,
            _ => Kept::Nothing,
        }
    }
}

fn write(file: &mut Vec<u8>, offset: usize, data: &[u8], kept: Kept, chance: &mut Chance) {
    if kept == Kept::Nothing {
        return;
    }
    if file.len() < offset + data.len() {
        file.resize(offset + data.len(), 0);
    }
    let mut at = 0;
    while at < data.len() {
        // Sectors are counted from the beginning of the file.
        let end = ((offset + at) / SECTOR * SECTOR + SECTOR - offset).min(data.len());
        if kept == Kept::Whole || chance.below(2) == 0 {
            file[offset + at..offset + end].copy_from_slice(&data[at..end]);
        }
        at = end;
    }
}

#[test]
fn what_was_synced_is_there_and_the_rest_may_be() {
    let write = |offset: usize, began: usize| Event {
        what: What::Write { file: "a".into(), offset, data: vec![1; 1024] },
        began,
        ended: began,
    };
    let sync = Event { what: What::Sync { file: "a".into() }, began: 1, ended: 3 };
    let events = [write(0, 0), sync, write(1024, 2)];
    let mut images = BTreeSet::new();
    for seed in 0..200 {
        let (files, _) = after(&Files::new(), &events, 4, &mut Chance::new(seed));
        assert_eq!(files["a"][..1024], [1; 1024], "synced");
        images.insert(files["a"].clone());
        let (files, _) = after(&Files::new(), &events, 3, &mut Chance::new(seed));
        images.insert(files.get("a").cloned().unwrap_or_default());
    }
    assert!(images.contains(&Vec::new()), "nothing was synced before the sync answered");
    assert!(images.len() >= 6, "lost, torn and whole");
}
