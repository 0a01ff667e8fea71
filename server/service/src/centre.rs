//! The centre (公积金中心) that this portal serves.

/// Who runs this portal and under which city's rules.
#[derive(Clone, Debug)]
pub struct Centre {
    /// Folder name under `server/policies`: `quanzhou`, `nanjing`, …
    pub city: String,
    pub name_zh: String,
    pub name_en: String,
    /// Six-digit region code (GB/T 2260) of the issuing centre.
    pub org: u32,
    /// The public host that stands in QR codes, lower case, without scheme.
    pub host: String,
    /// Demo people, demo bank, and a clock that may start elsewhere. Never on in production.
    pub demo: bool,
}
