//! Names of the browser's files, read once at start from the list that the build writes.

use app::visit::Assets;
use std::path::Path;

/// Reads `assets.txt`: one line a file, `logical-name hashed-name`, both below `/pkg/`.
///
/// Without a build there is no list: pages are then served without style and without islands, and still work.
pub fn read(site: &Path) -> Assets {
    let list = std::fs::read_to_string(site.join("assets.txt")).unwrap_or_default();
    let find = |logical: &str| {
        list.lines()
            .filter_map(|line| line.split_once(' '))
            .find(|(name, _)| *name == logical)
            .map(|(_, hashed)| format!("/pkg/{}", hashed.trim()))
    };
    Assets {
        style: find("anju.css").unwrap_or_default(),
        loader: find("loader.js"),
        glue: find("anju.js"),
        wasm: find("anju.wasm"),
        camera: find("camera.js"),
        verify: find("verify.js"),
        desk: find("desk.js"),
    }
}
