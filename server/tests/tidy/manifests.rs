//! What must stand in the manifests: pins that hold a fix, and switches that must stay off.

/// What is wrong, if anything.
type Wrong = Option<String>;

pub struct Manifest {
    pub says: &'static str,
    /// From the top of the tree.
    pub file: &'static str,
    pub missing: fn(&str) -> Wrong,
    /// A text that breaks the rule.
    pub bad: &'static str,
}

/// Versions that hold a fix or a guard we rely on, as they are locked. A refresh of the lock file has brought an
/// old one back before.
const FLOORS: [(&str, [u32; 3]); 8] = [
    // Races of Suspense that never end; error text unescaped in scripts.
    ("leptos", [0, 8, 23]),
    ("reactive_graph", [0, 2, 16]),
    ("hydration_context", [0, 3, 2]),
    ("leptos_axum", [0, 8, 10]),
    // Limits of bodies are kept.
    ("server_fn", [0, 8, 13]),
    // SQLite 3.51.3: commits are no longer lost at a checkpoint.
    ("libsqlite3-sys", [0, 37, 0]),
    ("sqlx", [0, 9, 0]),
    ("wasm-bindgen", [0, 2, 130]),
];

pub const MANIFESTS: &[Manifest] = &[
    Manifest {
        says: "the locked versions hold the fixes",
        file: "Cargo.lock",
        missing: too_old,
        bad: "[[package]]\nname = \"leptos\"\nversion = \"0.8.22\"\n",
    },
    Manifest {
        says: "durability is asked for and not left to a default: NORMAL loses commits at a power cut",
        file: "server/store/src/db.rs",
        missing: |text| {
            let asked =
                ["pragma synchronous = full;", "pragma journal_mode = wal;", "set synchronous_commit = on"];
            asked.into_iter().find(|setting| !text.contains(setting)).map(str::to_owned)
        },
        bad: "pragma journal_mode = wal; pragma synchronous = normal; set synchronous_commit = on",
    },
    Manifest {
        says: "SQLite and wasm-bindgen are pinned to one version: another loses commits, or gives a dead page",
        file: "Cargo.toml",
        missing: |text| {
            unpinned(&section(text, "[workspace.dependencies]"), &["libsqlite3-sys", "wasm-bindgen"], "\"=")
        },
        bad: "[workspace.dependencies]\nlibsqlite3-sys = \"0.37\"\nwasm-bindgen = \"=0.2.130\"",
    },
    Manifest {
        says: "the framework stays below its next version, where these traps differ",
        file: "Cargo.toml",
        missing: |text| {
            let family = ["leptos", "leptos_axum", "leptos_meta", "leptos_router"];
            unpinned(&section(text, "[workspace.dependencies]"), &family, "\"~0.8.")
        },
        bad: "[workspace.dependencies]\nleptos = \">=0.8\"\nleptos_axum = \"~0.8.1\"\nleptos_meta = \"~0.8.1\"\nleptos_router = \"~0.8.1\"",
    },
    Manifest {
        says: "the browser's build is not stripped: wasm-bindgen reads what `strip` removes",
        file: "Cargo.toml",
        missing: |text| {
            ["[profile.wasm-release]", "[profile.release]"].into_iter().find_map(|profile| {
                let lines = section(text, profile);
                value(&lines, "strip").map(|strip| format!("{profile}: strip = {strip}"))
            })
        },
        bad: "[profile.wasm-release]\ninherits = \"release\"\nstrip = true",
    },
    Manifest {
        says: "the router of islands and split modules are not used",
        file: "app/Cargo.toml",
        missing: young_parts,
        bad: "[features]\nislands = [\"leptos/islands\", \"leptos/islands-router\"]",
    },
    Manifest {
        says: "the server's build of `app` is not the browser's: handlers of a build that is both are dead",
        file: "server/Cargo.toml",
        missing: |text| {
            let app = value(&section(text, "[dependencies]"), "app").unwrap_or_default();
            (!app.contains("\"ssr\"") || app.contains("hydrate")).then_some(app)
        },
        bad: "[dependencies]\napp = { workspace = true, features = [\"ssr\", \"hydrate\"] }",
    },
    Manifest {
        says: "the browser's build of `app` is not the server's",
        file: ".make/build",
        missing: |text| {
            let lines = lines(text);
            let islands = lines.iter().position(|line| line.contains("--package app "));
            let command = islands.map(|at| lines[at..lines.len().min(at + 2)].join(" ")).unwrap_or_default();
            let right = command.contains("--no-default-features --features hydrate,islands");
            (!right || command.contains("ssr") || text.contains("--split")).then_some(command)
        },
        bad: "cargo build --package app --lib \\\n  --no-default-features --features hydrate,islands,ssr",
    },
    Manifest {
        says: "wasm-opt is pinned and young enough: version 108 and older break the table of functions",
        file: ".make/package.json",
        missing: |text| {
            let version = text.split("\"binaryen\": \"").nth(1).and_then(|rest| rest.split('"').next());
            let version = version.unwrap_or("none");
            let major: Option<u32> = version.split('.').next().and_then(|major| major.parse().ok());
            major.is_none_or(|major| major < 110).then(|| version.to_owned())
        },
        bad: "{ \"dependencies\": { \"binaryen\": \"^132.0.0\" } }",
    },
];

/// The lines without comments.
fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.trim_start().starts_with('#')).collect()
}

/// The lines of a table.
fn section<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let after = lines(text).into_iter().skip_while(|line| line.trim() != name).skip(1);
    after.take_while(|line| !line.starts_with('[')).collect()
}

/// What `key` is set to.
fn value(lines: &[&str], key: &str) -> Option<String> {
    lines.iter().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then(|| value.trim().to_owned())
    })
}

fn unpinned(lines: &[&str], names: &[&str], pin: &str) -> Wrong {
    names.iter().find_map(|name| match value(lines, name) {
        Some(version) if version.starts_with(pin) => None,
        version => Some(format!("{name} = {}", version.unwrap_or_default())),
    })
}

fn young_parts(text: &str) -> Wrong {
    let lines = lines(text);
    ["islands-router", "/split", "\"lazy\""]
        .into_iter()
        .find(|part| lines.iter().any(|line| line.contains(part)))
        .map(str::to_owned)
}

/// A package below its floor, or gone.
fn too_old(lock: &str) -> Wrong {
    FLOORS.iter().find_map(|(name, floor)| {
        let mut blocks =
            lock.split("[[package]]").filter(|block| block.contains(&format!("\nname = \"{name}\"\n")));
        let version = blocks.next().and_then(|block| block.split("version = \"").nth(1)?.split('"').next());
        let parts: Vec<u32> =
            version.unwrap_or_default().split('.').filter_map(|part| part.parse().ok()).collect();
        (parts.as_slice() < floor.as_slice())
            .then(|| format!("{name} {}", version.unwrap_or("is not locked")))
    })
}
