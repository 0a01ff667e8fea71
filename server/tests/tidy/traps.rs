//! What this framework is seen to do badly, refused in the text: one rule for each construct that we do not use.

use crate::{
    rules::{Found, Rule, below, find_words, in_app},
    source::{Source, line_of, words},
};

/// Where code runs in the browser too; an island and its first view from the server must be the same.
const BOTH_SIDES: [&str; 6] = [
    "app/domain/src/",
    "app/src/calc",
    "app/src/islands",
    "app/src/picture",
    "app/src/text",
    "app/src/verdict_view.rs",
];

/// What a server function may begin with. `#[server] fn rent` would make a `struct Rent` in the middle of our types.
const VERBS: [&str; 10] =
    ["act_", "check_", "decide_", "issue_", "look_", "revoke_", "save_", "set_", "sign_", "submit_"];

/// The computed addresses there are: each is a fixed word, a `Path` of ours, a page with a query, `otpauth:` of our own
/// making, or the source of a rule (a web address: see `every_source_is_a_web_address`). What a person typed is none of
/// them; `href` would take `javascript:` as it comes.
const ADDRESSES: [&str; 17] = [
    "action",
    "address(&to)",
    "decision.source",
    "figure.source.as_str()",
    "format!(\"{file}.pdf\")",
    "format!(\"{file}.png\")",
    "here",
    "href",
    "other.path()",
    "rules.source.as_str()",
    "source.to_owned()",
    "shown.tip.href",
    "shown.uri",
    "src",
    "task.href",
    "tile.href",
    "visit.assets.style.clone()",
];

fn ours(source: &Source) -> bool {
    below(source, &["app/src/", "server/src/"])
}

pub const TRAPS: &[Rule] = &[
    Rule {
        says: "a title is a fixed word: leptos_meta 0.8 does not escape it",
        reads: |s| s.path == "app/src/parts/page_title.rs",
        find: |s| match s.code.contains("fn PageTitle(words: &'static str)") {
            true => vec![],
            false => vec![(1, "`PageTitle` takes something else than `words: &'static str`".into())],
        },
        bad: ("app/src/parts/page_title.rs", "pub fn PageTitle(words: String) -> impl IntoView {}"),
        good: ("app/src/parts/page_title.rs", "pub fn PageTitle(words: &'static str) -> impl IntoView {}"),
    },
    Rule {
        says: "data is never made a fixed word",
        reads: in_app,
        find: |s| find_words(&s.code, &["Box::leak", "String::leak", ".leak()"]),
        bad: ("app/src/pages/me.rs", "view! { <PageTitle words=name.leak()/> }"),
        good: ("app/src/pages/me.rs", "view! { <PageTitle words=words::me(l)/> } // .leak()"),
    },
    Rule {
        says: "`prop:` and `bind:` only in islands: the server does not render them",
        reads: |s| in_app(s) && !below(s, &["app/src/islands"]),
        find: |s| [attributes(s, "prop:"), attributes(s, "bind:")].concat(),
        bad: ("app/src/parts/field.rs", "view! { <input prop:disabled=v/> }"),
        good: ("app/src/parts/field.rs", "use proptest::prop::collection; fn bind::all() {}"),
    },
    Rule {
        says: "forms and links are plain elements",
        reads: in_app,
        find: |s| find_words(&s.code, &["<ActionForm", "<MultiActionForm", "<Form", "<A", "use_navigate"]),
        bad: ("app/src/pages/rent.rs", "view! { <ActionForm action=apply/> }"),
        good: ("app/src/pages/rent.rs", "view! { <form method=\"post\" action=\"/do/rent\"/> <Abbr/> }"),
    },
    Rule {
        says: "nothing reads the error that the framework finds in an address: anyone can write it there",
        reads: in_app,
        find: |s| {
            let readers = ["ServerAction", "ServerMultiAction", "ServerFnUrlError", "Action::new", "__err"];
            find_words(&s.code, &readers)
        },
        bad: ("app/src/pages/rent.rs", "let apply = ServerAction::<Apply>::new();"),
        good: ("app/src/pages/rent.rs", "let action = actions::Save; // ServerAction"),
    },
    Rule {
        says: "an address begins on this site, or is one of the list in this file",
        reads: in_app,
        find: foreign_addresses,
        bad: ("app/src/pages/me.rs", "view! { <a href=person.page.clone()>{name}</a> }"),
        good: (
            "app/src/pages/me.rs",
            "view! { <a href=format!(\"/cases/{number}\")>{number}</a> <a href=\"tel:12329\">{hotline}</a> }",
        ),
    },
    Rule {
        says: "the error type of actions carries no text (`ServerFnError` does)",
        reads: ours,
        find: |s| find_words(&s.code, &["ServerFnError"]),
        bad: ("app/src/actions/rent.rs", "async fn f() -> Result<(), ServerFnError> {}"),
        good: ("app/src/visit.rs", "use server_fn::error::ServerFnErrorErr; fn g() -> ApiError {}"),
    },
    Rule {
        says: "data is loaded before the page begins (`visit::loaded`), not by a boundary that streams",
        reads: in_app,
        find: |s| {
            let streaming =
                ["<Suspense", "<Transition", "<Await", "Resource", "LocalResource", "OnceResource"];
            find_words(&s.code, &streaming)
        },
        bad: ("app/src/pages/rent.rs", "view! { <Suspense fallback=wait>{rows}</Suspense> }"),
        good: ("app/src/pages/rent.rs", "loaded(async move { Ok(view! { <p/> }.into_any()) }) // <Suspense"),
    },
    Rule {
        says: "every route is rendered whole (`SsrMode::Async`)",
        reads: in_app,
        find: streamed_routes,
        bad: ("app/src/routes.rs", "view! { <Route path=path!(\"/\") view=Home/>\n}"),
        good: ("app/src/routes.rs", "view! { <Route path=path!(\"/\") view=Home ssr=SsrMode::Async/>\n}"),
    },
    Rule {
        says: "an action is told only `prefix` and `endpoint`: it is POST, and its body is a form",
        reads: in_app,
        find: |s| server_functions(s).into_iter().filter_map(odd_attribute).collect(),
        bad: (
            "app/src/actions/rent.rs",
            "#[server(prefix = \"/do\", endpoint = \"x\", input = GetUrl)]\npub async fn save_x() -> Result<(), ApiError> {}",
        ),
        good: (
            "app/src/actions/rent.rs",
            "#[server(prefix = \"/do\", endpoint = \"x\")]\npub async fn save_x(#[server(default)] a: String) {}",
        ),
    },
    Rule {
        says: "an action answers nothing: it ends in a redirect",
        reads: in_app,
        find: |s| server_functions(s).into_iter().filter_map(talkative).collect(),
        bad: (
            "app/src/actions/rent.rs",
            "#[server(prefix = \"/do\", endpoint = \"x\")]\npub async fn save_x() -> Result<String, ApiError> {}",
        ),
        good: (
            "app/src/actions/rent.rs",
            "#[server(prefix = \"/do\", endpoint = \"x\")]\npub async fn save_x() -> Result<(), ApiError> {}",
        ),
    },
    Rule {
        says: "an action's name begins with a verb of the list: the framework makes a type of it",
        reads: in_app,
        find: |s| server_functions(s).into_iter().filter_map(noun).collect(),
        bad: (
            "app/src/actions/rent.rs",
            "#[server(prefix = \"/do\", endpoint = \"x\")]\npub async fn visit() -> Result<(), ApiError> {}",
        ),
        good: (
            "app/src/actions/rent.rs",
            "#[server(prefix = \"/do\", endpoint = \"x\")]\npub async fn sign_out() -> Result<(), ApiError> {}",
        ),
    },
    Rule {
        says: "an action sets no status: it would overwrite the redirect of the form",
        reads: |s| below(s, &["app/src/actions"]),
        find: |s| find_words(&s.code, &["set_status", "see_other"]),
        bad: ("app/src/actions/rent.rs", "options.set_status(StatusCode::BAD_REQUEST);"),
        good: ("app/src/visit.rs", "options.set_status(StatusCode::SEE_OTHER);"),
    },
    Rule {
        says: "the framework's redirect is not used: it panics on a line break in the address",
        reads: ours,
        find: |s| find_words(&s.code, &["leptos_axum::redirect", "redirect("]),
        bad: ("app/src/actions/rent.rs", "leptos_axum::redirect(&next);"),
        good: ("app/src/actions/rent.rs", "see_other(&options, &next); // redirect("),
    },
    Rule {
        says: "pages and actions spawn nothing: a task of its own has lost the request",
        reads: |s| in_app(s) && !below(s, &["app/src/islands"]),
        find: |s| find_words(&s.code, &["spawn", "spawn_local", "spawn_blocking", "spawn_pinned"]),
        bad: ("app/src/actions/rent.rs", "tokio::spawn(async move { visit().ctx });"),
        good: ("app/src/actions/rent.rs", "let visit = visit(); // spawn"),
    },
    Rule {
        says: "no route is excluded: an excluded action is not registered",
        reads: ours,
        find: |s| {
            let names = [
                "generate_route_list_with_exclusions",
                "generate_route_list_with_exclusions_and_ssg",
                "excluded_routes",
            ];
            find_words(&s.code, &names)
        },
        bad: ("server/src/router.rs", "generate_route_list_with_exclusions(Pages, Some(vec![]))"),
        good: ("server/src/router.rs", "generate_route_list(Pages)"),
    },
    Rule {
        says: "an upload is a route of its own: multipart actions panic without a boundary and know no limit",
        reads: ours,
        find: |s| find_words(&s.code, &["MultipartData", "MultipartFormData"]),
        bad: ("app/src/actions/verify.rs", "async fn save_photo(data: MultipartData) {}"),
        good: ("server/src/certificates.rs", "async fn photo(form: Multipart) {}"),
    },
    Rule {
        says: "no web sockets: the guard against other sites' forms does not see them",
        reads: ours,
        find: |s| find_words(&s.code, &["WebSocket", "Websocket", "WebSocketUpgrade"]),
        bad: ("server/src/router.rs", "async fn live(ws: WebSocketUpgrade) {}"),
        good: ("server/src/router.rs", "async fn page() {} // WebSocket"),
    },
    Rule {
        says: "an island lives in app/src/islands: from a library that nobody names it disappears",
        reads: |s| !below(s, &["app/src/islands"]),
        find: |s| find_words(&s.code, &["#[island"]),
        bad: ("app/scanner/src/lib.rs", "#[island]\npub fn Camera() -> impl IntoView {}"),
        good: ("app/src/islands/camera.rs", "#[island]\npub fn Camera() -> impl IntoView {}"),
    },
    Rule {
        says: "nothing is loaded lazily by the framework",
        reads: in_app,
        find: |s| find_words(&s.code, &["#[lazy", "#[lazy_route", "LazyRoute", "lazy_route!"]),
        bad: ("app/src/routes.rs", "#[lazy]\nfn page() -> AnyView {}"),
        good: ("app/src/routes.rs", "static PLACES: LazyLock<u8> = LazyLock::new(|| 1);"),
    },
    Rule {
        says: "scripts are ours: no start-up script, router or nonce of the framework",
        reads: in_app,
        find: |s| {
            let names = [
                "HydrationScripts",
                "AutoReload",
                "islands_router",
                "use_nonce",
                "provide_nonce",
                "crossorigin",
            ];
            find_words(&s.code, &names)
        },
        bad: ("app/src/shell.rs", "view! { <HydrationScripts options islands=true islands_router=true/> }"),
        good: ("app/src/shell.rs", "view! { <LiveScript/> } // HydrationScripts"),
    },
    Rule {
        says: "what a browser repairs breaks an island: rows stand in `<thead>`, `<tbody>` or `<tfoot>`, no `<noscript>`",
        reads: in_app,
        find: |s| [find_words(&s.spoken, &["<noscript"]), loose_rows(s)].concat(),
        bad: ("app/src/pages/me.rs", "view! { <table><tr><td>\"a\"</td></tr></table> }"),
        good: (
            "app/src/pages/me.rs",
            "view! { <table class=\"t\"><thead><tr/></thead><tbody><tr/></tbody></table> } fn row() { view! { <tr/> } }",
        ),
    },
    Rule {
        says: "what runs on both sides reads no clock, no chance and no locale: they differ between the two",
        reads: |s| below(s, &BOTH_SIDES) && !s.is_test_file(),
        find: |s| {
            let names = [
                "js_sys",
                "SystemTime",
                "Instant",
                "Utc",
                "Local",
                "now()",
                "performance",
                "navigator",
                "getrandom",
                "random()",
                "rand::",
            ];
            find_words(&s.shipped, &names)
        },
        bad: ("app/src/islands/calculator.rs", "let month = Month::of(Utc::now());"),
        good: ("app/src/islands/calculator.rs", "pub fn Calculator(first: Month) { knowing(first) } // now"),
    },
];

/// Attributes of an element that begin with `prefix`; `prop::collection` is a path.
fn attributes(source: &Source, prefix: &str) -> Vec<Found> {
    let is_attribute = |at: &usize| source.code[at + prefix.len()..].starts_with(|c: char| c.is_alphabetic());
    let places = words(&source.code, prefix).into_iter().filter(is_attribute);
    places.map(|at| (line_of(&source.code, at), prefix.to_owned())).collect()
}

fn foreign_addresses(source: &Source) -> Vec<Found> {
    let text = &source.spoken;
    let places = ["href=", "src=", "action=", "formaction="].into_iter().flat_map(|name| {
        words(text, name).into_iter().map(move |at| (at, expression(&text[at + name.len()..])))
    });
    let known = |expression: &str| {
        // A literal, in a page or in a string of a test.
        expression.starts_with(['"', '\\'])
            || ["format!(\"/", "format!(\"#"].iter().any(|start| expression.starts_with(start))
            || ADDRESSES.contains(&expression)
    };
    places
        .filter(|(_, expression)| !known(expression))
        .map(|(at, expression)| (line_of(text, at), expression.to_owned()))
        .collect()
}

/// The value of an attribute: up to a space or `>` outside of brackets and strings.
fn expression(text: &str) -> &str {
    let (mut depth, mut in_string) = (0_i32, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => in_string = !in_string,
            '(' | '[' | '{' if !in_string => depth += 1,
            ')' | ']' | '}' if !in_string && depth == 0 => return &text[..at],
            ')' | ']' | '}' if !in_string => depth -= 1,
            '>' | ' ' | '\n' if !in_string && depth == 0 => return text[..at].trim_end_matches('/'),
            _ => {}
        }
    }
    text
}

fn streamed_routes(source: &Source) -> Vec<Found> {
    let elements = words(&source.code, "<Route").into_iter().map(|at| {
        let rest = &source.code[at..];
        (at, &rest[..rest.find("/>").unwrap_or(rest.len())])
    });
    let streamed = elements.filter(|(_, element)| !element.contains("ssr=SsrMode::Async"));
    streamed.map(|(at, _)| (line_of(&source.code, at), "another mode".into())).collect()
}

/// A `#[server(…)] … fn name(…) -> … {`: its line, what stands in the brackets, what follows them up to the body.
fn server_functions(source: &Source) -> Vec<(usize, &str, &str)> {
    let code = &source.code;
    let attributes = code.match_indices("#[server(").map(|(at, _)| at);
    // `#[server(default)]` stands before an argument.
    let attributes = attributes.filter(|at| !code[*at..].starts_with("#[server(default)]"));
    attributes
        .map(|at| {
            let (inside, rest) = code[at + "#[server(".len()..].split_once(")]").unwrap_or_default();
            (line_of(code, at), inside, &rest[..rest.find('{').unwrap_or(rest.len())])
        })
        .collect()
}

fn odd_attribute((line, inside, _): (usize, &str, &str)) -> Option<Found> {
    let mut keys: Vec<&str> =
        inside.split(',').filter_map(|pair| pair.split('=').next()).map(str::trim).collect();
    keys.sort_unstable();
    (keys != ["endpoint", "prefix"]).then(|| (line, keys.join(", ")))
}

fn talkative((line, _, head): (usize, &str, &str)) -> Option<Found> {
    let answer = head.rsplit("->").next().unwrap_or_default().trim();
    (answer != "Result<(), ApiError>").then(|| (line, answer.to_owned()))
}

fn noun((line, _, head): (usize, &str, &str)) -> Option<Found> {
    let name =
        head.split_once("fn ").map_or("", |(_, rest)| rest.split(['(', '<']).next().unwrap_or_default());
    let is_verb = VERBS.iter().any(|verb| name.starts_with(verb) && name.len() > verb.len());
    (!is_verb).then(|| (line, name.to_owned()))
}

/// Rows that stand in a table and in none of its three parts.
fn loose_rows(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    for at in words(&source.spoken, "<table") {
        let rest = &source.spoken[at..];
        let table = &rest[..rest.find("</table>").unwrap_or(rest.len())];
        let mut outside = table.to_owned();
        for part in ["thead", "tbody", "tfoot"] {
            while let Some(open) = outside.find(&format!("<{part}")) {
                let close = format!("</{part}>");
                let end = outside[open..].find(&close).map_or(outside.len(), |end| open + end + close.len());
                outside.replace_range(open..end, "");
            }
        }
        if !words(&outside, "<tr").is_empty() {
            found.push((line_of(&source.spoken, at), "a row outside".into()));
        }
    }
    found
}
