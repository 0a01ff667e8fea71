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

pub const fn incident(l: Lang) -> &'static str {
    l.pick("编号", "Number")
}

pub const fn to_home(l: Lang) -> &'static str {
    l.pick("回到首页", "Go to the home page")
}
