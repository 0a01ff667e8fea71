//! Words of the frame around every page, and of the pages that say that there is no page.

use super::Lang;

pub const fn product(l: Lang) -> &'static str {
    l.pick("安居", "Anju")
}

pub const fn skip_to_content(l: Lang) -> &'static str {
    l.pick("跳到正文", "Skip to content")
}

pub const fn back(l: Lang) -> &'static str {
    l.pick("返回", "Back")
}

pub const fn home(l: Lang) -> &'static str {
    l.pick("首页", "Home")
}

pub const fn tasks(l: Lang) -> &'static str {
    l.pick("办事", "Services")
}

pub const fn messages(l: Lang) -> &'static str {
    l.pick("消息", "Messages")
}

pub const fn me(l: Lang) -> &'static str {
    l.pick("我的", "Me")
}

pub const fn not_found(l: Lang) -> &'static str {
    l.pick("没有这个页面", "There is no such page")
}

pub const fn not_found_help(l: Lang) -> &'static str {
    l.pick("网址可能不完整，或者页面已经移动。", "The address may be incomplete, or the page has moved.")
}

pub const fn forbidden(l: Lang) -> &'static str {
    l.pick("您不能查看这一页", "You may not see this page")
}

pub const fn forbidden_help(l: Lang) -> &'static str {
    l.pick("请用有权限的账号登录。", "Sign in with an account that may.")
}

pub const fn bad_request(l: Lang) -> &'static str {
    l.pick("这个网址不完整", "This address is incomplete")
}

pub const fn bad_request_help(l: Lang) -> &'static str {
    l.pick("请从上一页重新进入。", "Please go back and try again.")
}

pub const fn broken(l: Lang) -> &'static str {
    l.pick("系统出了问题，您的资金没有变动", "Something broke on our side. Your money has not moved")
}

pub const fn broken_help(l: Lang) -> &'static str {
    l.pick(
        "我们已经收到记录。请稍后再试；若联系 12329，请提供下面的编号。",
        "We have a record of it. Try again later; if you call 12329, quote this number.",
    )
}

pub const fn busy(l: Lang) -> &'static str {
    l.pick("现在办理的人较多", "Many people are being served right now")
}

pub const fn busy_help(l: Lang) -> &'static str {
    l.pick("请过几秒再试，已填的内容都还在。", "Try again in a few seconds; what you typed is kept.")
}

/// A form that another site sent (403).
pub const fn elsewhere(l: Lang) -> &'static str {
    l.pick("这份表单不是从本站发出的，没有办理", "This form did not come from our site and was not accepted")
}

pub const fn elsewhere_help(l: Lang) -> &'static str {
    l.pick(
        "您的资金没有变动。请从首页重新进入；如果是别人发给您的链接，请不要再用它。",
        "Your money has not moved. Start again from the home page; if someone sent you a link, do not use it again.",
    )
}

/// A method that an address does not answer (405).
pub const fn method(l: Lang) -> &'static str {
    l.pick("这个网址不能这样打开", "This address cannot be used that way")
}

pub const fn method_help(l: Lang) -> &'static str {
    l.pick("请从首页重新进入，再做一次。", "Start again from the home page.")
}

/// A host name that is not ours (421).
pub const fn host(l: Lang) -> &'static str {
    l.pick("这不是我们的网址", "This is not our address")
}

pub const fn host_help(l: Lang) -> &'static str {
    l.pick(
        "请核对地址栏中的网址，不要在这里填写任何资料。",
        "Check the address bar, and do not enter anything here.",
    )
}

/// A form that is not one of ours, or that was cut off on the way (400, 415).
pub const fn malformed(l: Lang) -> &'static str {
    l.pick("这份表单没有完整送到，没有办理", "This form did not arrive whole and was not accepted")
}

pub const fn malformed_help(l: Lang) -> &'static str {
    l.pick(
        "您的资金没有变动。请返回上一页再提交一次。",
        "Your money has not moved. Go back and send it again.",
    )
}

/// More than any form or photograph holds (413).
pub const fn too_large(l: Lang) -> &'static str {
    l.pick("文件或内容太大，没有收下", "This was too large and was not accepted")
}

pub const fn too_large_help(l: Lang) -> &'static str {
    l.pick(
        "请换一张小一点的照片，或者少填一些文字，再试一次。",
        "Use a smaller photo or a shorter text and try again.",
    )
}

pub const fn incident(l: Lang) -> &'static str {
    l.pick("编号", "Number")
}

pub const fn to_home(l: Lang) -> &'static str {
    l.pick("回到首页", "Go to the home page")
}
