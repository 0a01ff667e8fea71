//! Columns of a remittance file and the header that names them.

use super::split_fields;

/// A column, by the field code of the basic-data standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 单位账号
    Dwzh,
    /// 单位名称
    Dwmc,
    /// 统一社会信用代码
    Tyshxydm,
    /// 个人账号
    Grzh,
    /// 姓名
    Xingming,
    /// 证件类型; `01` resident identity card
    Zjlx,
    /// 证件号码
    Zjhm,
    /// 汇补缴年月
    Hbjny,
    /// 业务类型; `01` regular, `02` back payment
    Ywlx,
    /// 个人缴存基数, yuan
    Grjcjs,
    /// 单位缴存比例, per cent
    Dwjcbl,
    /// 个人缴存比例, per cent
    Grjcbl,
    /// 单位月缴存额, yuan
    Dwyjce,
    /// 个人月缴存额, yuan
    Gryjce,
    /// 记账日期
    Jzrq,
    /// 个人账户状态 after this line; `02` seals the account
    Grzhzt,
    /// 补缴原因 of a back payment; `01` missed, `02` difference, `03` deferral repaid, `04` ordered
    Bjyy,
    /// 预缴标志: `1` where the month is still to come
    Yjbz,
}

impl Column {
    pub const ALL: [Column; 18] = [
        Column::Dwzh,
        Column::Dwmc,
        Column::Tyshxydm,
        Column::Grzh,
        Column::Xingming,
        Column::Zjlx,
        Column::Zjhm,
        Column::Hbjny,
        Column::Ywlx,
        Column::Grjcjs,
        Column::Dwjcbl,
        Column::Grjcbl,
        Column::Dwyjce,
        Column::Gryjce,
        Column::Jzrq,
        Column::Grzhzt,
        Column::Bjyy,
        Column::Yjbz,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Column::Dwzh => "DWZH",
            Column::Dwmc => "DWMC",
            Column::Tyshxydm => "TYSHXYDM",
            Column::Grzh => "GRZH",
            Column::Xingming => "XINGMING",
            Column::Zjlx => "ZJLX",
            Column::Zjhm => "ZJHM",
            Column::Hbjny => "HBJNY",
            Column::Ywlx => "YWLX",
            Column::Grjcjs => "GRJCJS",
            Column::Dwjcbl => "DWJCBL",
            Column::Grjcbl => "GRJCBL",
            Column::Dwyjce => "DWYJCE",
            Column::Gryjce => "GRYJCE",
            Column::Jzrq => "JZRQ",
            Column::Grzhzt => "GRZHZT",
            Column::Bjyy => "BJYY",
            Column::Yjbz => "YJBZ",
        }
    }

    /// Columns that every file has; `GRZH` must be there too but may be empty for a new worker.
    pub const fn is_required(self) -> bool {
        !matches!(
            self,
            Column::Dwmc
                | Column::Tyshxydm
                | Column::Zjlx
                | Column::Ywlx
                | Column::Jzrq
                | Column::Grzhzt
                | Column::Bjyy
                | Column::Yjbz
        )
    }
}

/// Where each column stands in this file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    positions: [Option<usize>; Column::ALL.len()],
    width: usize,
}

/// Why a first line is not the header of a remittance file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderError {
    /// None of the names is known: some other file.
    NotAHeader,
    Missing(Vec<Column>),
    Repeated(Column),
}

impl Header {
    /// Reads the names in any order and case; columns of other names are carried along unread.
    pub fn parse(line: &str) -> Result<Header, HeaderError> {
        let names = split_fields(line).ok_or(HeaderError::NotAHeader)?;
        let mut positions = [None; Column::ALL.len()];
        for (at, name) in names.iter().enumerate() {
            let name = crate::text::half_width(name).trim().to_ascii_uppercase();
            if let Some(column) = Column::ALL.into_iter().find(|column| column.name() == name)
                && positions[column as usize].replace(at).is_some()
            {
                return Err(HeaderError::Repeated(column));
            }
        }
        if positions.iter().all(Option::is_none) {
            return Err(HeaderError::NotAHeader);
        }
        let missing: Vec<Column> = Column::ALL
            .into_iter()
            .filter(|column| column.is_required() && positions[*column as usize].is_none())
            .collect();
        if missing.is_empty() {
            Ok(Header { positions, width: names.len() })
        } else {
            Err(HeaderError::Missing(missing))
        }
    }

    /// Number of fields every line must have.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The text of a column in a line of the right width; empty when the file lacks the column.
    pub(super) fn field<'a>(&self, fields: &'a [std::borrow::Cow<'_, str>], column: Column) -> &'a str {
        self.positions[column as usize].and_then(|at| fields.get(at)).map_or("", |text| text.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = "DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE";

    #[test]
    fn columns_stand_at_their_own_number() {
        for (at, column) in Column::ALL.into_iter().enumerate() {
            assert_eq!(column as usize, at);
        }
    }

    #[test]
    fn reads_names_in_any_order_and_keeps_strangers() {
        assert_eq!(Header::parse(FULL).map(|h| h.width()), Ok(10));
        let header =
            Header::parse("remark,gryjce, \"dwyjce\" ,GRJCBL,DWJCBL,GRJCJS,HBJNY,ZJHM,XINGMING,GRZH,DWZH")
                .unwrap();
        assert_eq!(header.width(), 11);
        let fields = split_fields("x,1.00,2.00,,,,,,,,77 ").unwrap();
        assert_eq!(header.field(&fields, Column::Dwzh), "77");
        assert_eq!(header.field(&fields, Column::Gryjce), "1.00");
        assert_eq!(header.field(&fields, Column::Jzrq), "");
    }

    #[test]
    fn says_what_is_missing() {
        assert_eq!(Header::parse("name,id,amount"), Err(HeaderError::NotAHeader));
        assert_eq!(Header::parse(""), Err(HeaderError::NotAHeader));
        let short = FULL.replace("ZJHM,", "").replace(",GRYJCE", "");
        assert_eq!(Header::parse(&short), Err(HeaderError::Missing(vec![Column::Zjhm, Column::Gryjce])));
        assert_eq!(Header::parse(&format!("{FULL},HBJNY")), Err(HeaderError::Repeated(Column::Hbjny)));
    }
}
