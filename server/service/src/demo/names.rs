//! Names of people and employers who do not exist: common ones, minority names with a middle dot, and a few
//! with characters that old systems lose.

use super::Dice;

const SURNAMES: &[&str] = &[
    "林", "陈", "黄", "张", "王", "李", "吴", "刘", "蔡", "杨", "许", "郑", "谢", "郭", "洪", "曾", "周",
    "叶", "苏", "庄", "赵", "徐", "孙", "马", "朱", "胡", "何", "高", "罗", "梁", "宋", "唐", "沈", "韩",
    "冯", "邓", "曹", "彭", "潘", "袁", "欧阳", "上官",
];
const GIVEN: &[&str] = &[
    "秀芳", "建国", "志强", "丽娟", "伟", "敏", "静", "芳", "磊", "洋", "勇", "艳", "杰", "涛", "明", "超",
    "秀英", "霞", "平", "刚", "桂英", "文博", "雨欣", "子轩", "梓涵", "浩然", "思远", "晓东", "海燕", "国庆",
    "玉兰", "振华", "佳怡", "俊杰", "雅琴", "少华", "锦程", "婉婷", "宇航", "春梅", "德胜", "慧敏", "金凤",
    "文斌", "美玲", "建平", "立新", "淑珍",
];
/// Given names that need extension A or B of the character set.
const RARE: &[&str] = &["䶮", "㛃", "文䶮", "㛃然", "\u{20BB7}平", "子\u{2A6A5}"];
const MINORITY: &[&str] = &[
    "阿依古丽·买买提",
    "努尔江·吐尔逊",
    "次仁·卓玛",
    "扎西·多吉",
    "帕提曼·艾力",
    "乌兰·巴特尔",
    "阿力木·热合曼",
];
const BRANDS: &[&str] = &[
    "刺桐",
    "海丝",
    "东海",
    "清源",
    "宝盖",
    "紫帽",
    "晋水",
    "洛阳桥",
    "丰泽",
    "鲤城",
    "远航",
    "恒泰",
    "金鼎",
    "瑞丰",
    "华盛",
    "新源",
    "嘉禾",
    "同心",
    "永盛",
    "正大",
    "天和",
    "百川",
    "启明",
    "安泰",
];
const TRADES: &[&str] = &[
    "纺织",
    "鞋业",
    "石材",
    "陶瓷",
    "电子",
    "机械",
    "食品",
    "物流",
    "信息技术",
    "建筑工程",
    "医药",
    "环保",
    "包装",
    "家具",
    "汽车配件",
    "教育",
    "餐饮管理",
    "物业服务",
    "化工",
    "新能源",
];

/// A person's name: one in sixty from a minority, one in eighty with a rare character.
pub fn person(dice: &Dice) -> String {
    if dice.permille(16) {
        return dice.pick(MINORITY).to_owned();
    }
    let given = if dice.permille(12) { dice.pick(RARE) } else { dice.pick(GIVEN) };
    format!("{}{given}", dice.pick(SURNAMES))
}

/// An employer's name in a city, such as 泉州刺桐纺织有限公司; `number` keeps names apart.
pub fn unit(dice: &Dice, city: &str, number: usize) -> String {
    let form = if dice.permille(120) { "股份有限公司" } else { "有限公司" };
    let (brand, trade) = (dice.pick(BRANDS), dice.pick(TRADES));
    match number {
        0 => format!("{city}刺桐纺织有限公司"),
        _ if number.is_multiple_of(7) => format!("{city}{brand}{trade}集团{form}"),
        _ => format!("{city}{brand}{trade}{form}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::PersonName;

    #[test]
    fn every_name_is_a_name() {
        let dice = Dice::new(3);
        for name in (0..5_000).map(|_| person(&dice)) {
            assert_eq!(PersonName::parse(&name).map(|n| n.as_str().to_owned()), Ok(name));
        }
    }
}
