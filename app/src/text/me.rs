//! Words of 我的: who I am, what is mine, how this device shows it.

use super::Lang;

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        $(pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "我的", "Me";
    stranger: "还没有登录", "Not signed in";
    stranger_note: "登录后可以看余额、办提取、开证明。", "Sign in to see your balance, withdraw and get certificates.";
    sign_in: "登录", "Sign in";
    sign_out: "退出登录", "Sign out";
    identity: "身份证号", "ID number";
    mobile: "手机号", "Mobile";
    no_mobile: "没有登记", "not on record";
    mine: "我的资料和事项", "What is mine";
    cases: "我的办件", "My cases";
    certificates: "电子证明", "Certificates";
    second_factor: "两步验证", "Two-step sign-in";
    second_factor_note: "动用资金时，再核一个只有您手机上才有的数字", "One more code, only on your phone, before money moves";
    second_factor_on: "已开", "on";
    second_factor_off: "未开", "off";
    device: "这台设备怎样显示", "How this device shows things";
    language: "语言", "Language";
    chinese: "中文", "中文";
    english: "English", "English";
    text_size: "字号", "Text size";
    standard: "标准", "Standard";
    larger: "长辈版", "Larger";
    amounts: "金额", "Amounts";
    shown: "显示", "Shown";
    hidden: "隐藏", "Hidden";
    kept: "这些选择只记在这台设备上。", "These choices are kept on this device only.";
}
