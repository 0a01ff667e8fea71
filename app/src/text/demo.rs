//! Words of the list of demo people, printed in both languages by the command line.

/// Heading of the list.
pub const HEADING: &str = "演示人物 Demo people (nobody's real numbers; 演示数据，不属于任何人)";
pub const SIGN_IN: &str = "登录 sign in";
pub const PASSWORD: &str = "密码 password";
pub const ONE_TIME_CODE: &str = "验证器密钥 authenticator secret";
pub const WITHOUT_FACTOR: &str = "未设置 not set up";

pub const WORKER: &str = "职工，租房 worker, tenant";
pub const HOME_OWNER: &str = "职工，有住房 worker, owns a home";
pub const PARENT: &str = "职工，三孩家庭 worker, three children";
pub const UNANSWERED: &str = "职工，登记部门未答复 worker, a register does not answer";
pub const FLEXIBLE: &str = "灵活就业，尚无账户 flexibly employed, no account yet";
pub const COUNTER: &str = "柜员 counter clerk";
pub const FIRST_REVIEWER: &str = "初审 first reviewer";
pub const SECOND_REVIEWER: &str = "复核 second reviewer";
pub const AGENT: &str = "单位经办人 agent of a unit";
