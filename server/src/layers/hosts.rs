//! Only our own host names are answered; another gets 421. Behind a name of an attacker's (DNS rebinding, a
//! forged Host header) a page of ours would be a page of theirs.

use super::refusal::Refusal;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, Uri, header::HOST};
use std::sync::Arc;

/// The names, in lower case and without port.
#[derive(Debug)]
pub struct Hosts(Vec<String>);

impl Hosts {
    pub fn new(own: &str, others: &[String]) -> Hosts {
        let local = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        let names = others
            .iter()
            .map(String::as_str)
            .chain([own])
            .map(|name| without_port(name).to_ascii_lowercase());
        Hosts(names.chain(local).collect())
    }

    fn allows(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let mut given = headers.get_all(HOST).iter();
        let named =
            uri.authority().map(|a| a.as_str()).or_else(|| given.next().and_then(|v| v.to_str().ok()));
        let once = given.count() <= usize::from(uri.authority().is_some());
        named
            .is_some_and(|name| once && self.0.iter().any(|own| own.eq_ignore_ascii_case(without_port(name))))
    }
}

/// `localhost:3000` is `localhost`; the brackets of an IPv6 address stay.
fn without_port(name: &str) -> &str {
    match name.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !host.ends_with(':') => host,
        _ => name,
    }
}

pub async fn check(State(hosts): State<Arc<Hosts>>, request: Request, next: Next) -> Response {
    if hosts.allows(request.uri(), request.headers()) {
        next.run(request).await
    } else {
        Refusal::Host.into_answer()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names_are_ours() {
        let hosts = Hosts::new("Gjj.Example.cn", &["portal.example.cn:8443".into()]);
        let allows = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().unwrap());
            hosts.allows(&Uri::from_static("/"), &headers)
        };
        for ours in [
            "gjj.example.cn",
            "GJJ.example.cn:443",
            "portal.example.cn",
            "localhost:3000",
            "127.0.0.1",
            "[::1]:3000",
        ] {
            assert!(allows(ours), "{ours}");
        }
        for theirs in [
            "evil.example",
            "gjj.example.cn.evil.example",
            "gjj.example.cn@evil.example",
            "",
            ":80",
            "localhost:80:80",
        ] {
            assert!(!allows(theirs), "{theirs}");
        }
        assert!(!hosts.allows(&Uri::from_static("/"), &HeaderMap::new()), "no name at all");
        let mut two = HeaderMap::new();
        two.append(HOST, "localhost".parse().unwrap());
        two.append(HOST, "evil.example".parse().unwrap());
        assert!(!hosts.allows(&Uri::from_static("/"), &two));
    }
}
