//! Counted work: how many comparisons a step of the hot loops takes, so that a test can hold how the work grows with
//! the articles, whatever the machine. Outside tests nothing is counted.

#[cfg(test)]
mod counting {
    use std::cell::Cell;

    thread_local! {
        static DONE: Cell<u64> = const { Cell::new(0) };
    }

    /// Notes some steps.
    pub(crate) fn done(steps: usize) {
        DONE.with(|done| done.set(done.get() + steps as u64));
    }

    /// The steps that a call takes.
    pub(crate) fn of<T>(call: impl FnOnce() -> T) -> (T, u64) {
        let before = DONE.with(Cell::get);
        let made = call();
        (made, DONE.with(Cell::get) - before)
    }
}

#[cfg(test)]
pub(crate) use counting::{done, of};

#[cfg(not(test))]
#[inline(always)]
pub(crate) fn done(_steps: usize) {}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::testing::{Draft, article, mixed_news, news};
    use crate::{collate, copies_and_stories};
    use rapporteur_record::{Annotated, Article, ReferentKind};

    /// Growth over a doubling, four times: `2^exponent` times the work for twice as much.
    fn exponent(work: impl Fn(usize) -> u64, least: usize) -> f64 {
        let (small, large) = (work(least), work(least * 4));
        assert!(small > 0);
        (large as f64 / small as f64).log2() / 2.0
    }

    fn grouped(make: impl Fn(usize) -> Article) -> impl Fn(usize) -> u64 {
        move |n| {
            let articles: Vec<Article> = (0..n).map(&make).collect();
            let all: Vec<&Article> = articles.iter().collect();
            of(|| copies_and_stories(&all)).1
        }
    }

    #[test]
    fn copies_and_stories_grow_with_the_articles() {
        let stories = grouped(|i| article(&format!("{i:05}"), &mixed_news(i)));
        assert!(exponent(stories, 250) <= 1.2);
        let copies = grouped(|i| article(&format!("{i:05}"), &news(5, 40)));
        assert!(exponent(copies, 250) <= 1.2);
        let undated = grouped(|i| {
            let mut article = article(&format!("{i:05}"), &mixed_news(i));
            article.outlet = Some("The Gazette".into());
            article
        });
        assert!(exponent(undated, 250) <= 1.2);
    }

    #[test]
    fn statements_of_one_speaker_grow_with_their_number() {
        let work = |n: usize| {
            let body: String = (0..n)
                .map(|i| {
                    let no = if i % 2 == 0 { "no guard" } else { "a guard" };
                    format!("Ana Brill said that {no} shot at the mill {i} of Elm. ")
                })
                .collect();
            let article = |id: &str| -> Annotated {
                let mut draft = Draft::new(id, &body);
                let ana = draft.name("Ana Brill", ReferentKind::Person);
                draft.says_each(ana, "said", "that ");
                draft.outlet(id, "2031-05-04");
                draft.done()
            };
            let both = [article("a"), article("b")];
            of(|| collate(&both)).1
        };
        assert!(exponent(work, 250) <= 1.2);
    }
}
