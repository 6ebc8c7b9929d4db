//! The names under which pages tell what they are (`data/metadata.txt`).

use crate::day::Order;
use crate::lists;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static LISTS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut lists = BTreeMap::<_, Vec<_>>::new();
    let mut heading = "";
    for line in lists::lines(include_str!("../../../data/metadata.txt")) {
        match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            Some(name) => heading = name,
            None => lists.entry(heading).or_default().push(line),
        }
    }
    lists
});

/// The names under a heading of the data file, the most trusted first.
pub(crate) fn under(heading: &str) -> &'static [&'static str] {
    LISTS.get(heading).map_or(&[], Vec::as_slice)
}

/// Which figure of 4/5/2031 is the month, by the locale a page says it is written in (`en-US`, `de_CH`, `fr`).
/// Plain `en` does not say.
pub(crate) fn order_of(locale: &str) -> Option<Order> {
    let locale = locale.trim().to_ascii_lowercase().replace('_', "-");
    let language = locale
        .get(..2)
        .filter(|l| l.bytes().all(|b| b.is_ascii_lowercase()))?;
    if under("month first").contains(&locale.as_str()) {
        return Some(Order::MonthFirst);
    }
    (language != "en" || locale.len() > 2).then_some(Order::DayFirst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_names() {
        for heading in [
            "meta published",
            "meta published or changed",
            "meta modified",
            "meta headline",
            "meta author",
            "meta outlet",
            "meta address",
            "json-ld article",
            "json-ld page",
            "json-ld published",
            "json-ld modified",
            "json-ld headline",
            "json-ld author",
            "json-ld outlet",
            "month first",
        ] {
            assert!(!under(heading).is_empty(), "{heading}");
        }
    }

    #[test]
    fn locales() {
        assert_eq!(order_of("en_US"), Some(Order::MonthFirst));
        assert_eq!(order_of("en-GB"), Some(Order::DayFirst));
        assert_eq!(order_of("de"), Some(Order::DayFirst));
        assert_eq!(order_of("en"), None);
        assert_eq!(order_of(""), None);
    }
}
