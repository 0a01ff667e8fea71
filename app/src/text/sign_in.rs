//! Words of signing in and of the second factor.

use super::Lang;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "登录", "Sign in";
    lead: "用身份证号和密码登录，查看余额、提取和证明。", "Sign in with your ID number and password to see your balance, withdraw and get certificates.";
    id_number: "身份证号", "ID number";
    id_hint: "18 位，最后一位可以是 X", "18 characters; the last may be X";
    password: "密码", "Password";
    go: "登录", "Sign in";
    no_password: "还没有密码，或忘了密码？", "No password yet, or forgotten?";
    no_password_help: "请带身份证到任一服务网点设置，或打 12329。我们不会在电话里问您的密码。", "Bring your ID card to any branch to set one, or call 12329. We never ask for your password on the phone.";
    without_account: "灵活就业，还没有账户：去开户", "Self-employed without an account: open one";
    to_staff: "工作人员登录", "Staff sign-in";

    to_agents: "单位经办人登录", "Sign-in for agents of units";
    agent_title: "单位经办人登录", "Sign-in for agents of units";

    staff_title: "工作人员登录", "Staff sign-in";
    staff_lead: "需要工号、密码和验证器上的动态验证码。", "You need your login, your password and the code of your authenticator.";
    login: "工号", "Login";
    code: "动态验证码", "One-time code";
    code_hint: "验证器现在显示的 6 位数字", "The 6 digits your authenticator shows now";
    to_members: "缴存人登录", "Sign-in for contributors";

    factor_title: "设置验证器", "Set up an authenticator";
    factor_lead: "动钱的事要用验证器上的 6 位数字再确认一次。", "What moves money is confirmed once more with 6 digits from an authenticator.";
    factor_scan: "第 1 步：用验证器扫码", "Step 1: scan with your authenticator";
    factor_open: "在这部手机上打开验证器", "Open the authenticator on this phone";
    factor_type: "不能扫码时，手动输入这串密钥：", "If you cannot scan, type this key:";
    factor_qr: "验证器二维码", "QR code for the authenticator";
    factor_confirm: "第 2 步：确认是您本人", "Step 2: confirm that it is you";
    factor_old: "原验证器上的验证码", "Code of the present authenticator";
    factor_old_hint: "换验证器要先用原来的确认；丢了手机请带身份证到网点", "Replacing takes a code of the present one; if the phone is lost, bring your ID card to a branch";
    factor_new: "新验证器上的验证码", "Code of the new authenticator";
    factor_save: "确认设置", "Set up";
    factor_set: "已经设置验证器", "An authenticator is set up";
    factor_set_help: "换手机时，在这里用原来的验证器换成新的。", "When you change phones, replace it here with the present one at hand.";
    factor_done: "验证器设置好了", "The authenticator is set up";
    factor_done_help: "下次办理提取等事项时，请输入它显示的 6 位数字。", "When you withdraw money, enter the 6 digits it shows.";
    to_me: "回到“我的”", "Back to Me";
}
