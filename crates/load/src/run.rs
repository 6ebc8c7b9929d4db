//! Many readers at once, over plain sockets.

use crate::{Dice, Words};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Milliseconds that no view may exceed.
const MEDIAN: f64 = 200.0;
const P99: f64 = 500.0;

/// A view, and an address of it with other parameters each time.
type View = (&'static str, fn(&mut Dice, &Words) -> String);

const VIEWS: [View; 21] = [
    ("overview", |d, _| format!("/?page={}", 1 + d.below(40))),
    ("articles", |d, w| match d.below(3) {
        0 => format!("/articles?page={}", 1 + d.below(300)),
        1 => format!("/articles?outlet={}", of(d, &w.outlets)),
        _ => format!("/articles?q={}", of(d, &w.words)),
    }),
    ("article", |d, _| {
        format!("/article/{:016x}", d.below(article_count()))
    }),
    ("compare", |d, _| match d.below(2) {
        0 => format!("/compare?page={}", 1 + d.below(100)),
        _ => format!("/compare?story=S{}", 1 + d.below(article_count() / 10)),
    }),
    ("point", |d, _| {
        format!("/point/C{}", 1 + d.below(article_count() * 3 / 10))
    }),
    ("timeline", |d, _| {
        let year = 2019 + d.below(5);
        format!(
            "/timeline?since={year}-{m:02}&until={year}-{m:02}",
            m = 1 + d.below(12)
        )
    }),
    ("timeline, happened", |d, _| {
        let year = 2019 + d.below(5);
        let month = 1 + d.below(12);
        format!(
            "/timeline?clock=happened&lane=outlet&since={year}-{month:02}&until={year}-{month:02}"
        )
    }),
    ("timeline, all", |d, _| match d.below(3) {
        0 => "/timeline".to_owned(),
        1 => "/timeline?clock=happened".to_owned(),
        _ => "/timeline?lane=outlet".to_owned(),
    }),
    ("speakers", |d, _| {
        format!("/speakers?page={}", 1 + d.below(8))
    }),
    ("speaker", |d, w| {
        let (name, part) = match d.below(2) {
            0 => (of(d, &w.people), "by"),
            _ => (of(d, &w.places), "about"),
        };
        format!("/speaker?name={name}&part={part}&page={}", 1 + d.below(3))
    }),
    ("speaker, by topic", |d, w| {
        format!("/speaker?name={}&part=topics", of(d, &w.people))
    }),
    ("agreements", |_, _| "/agreements".to_owned()),
    ("agreement", |d, w| {
        format!(
            "/agreement?name={}&page={}",
            of(d, &w.agreements),
            1 + d.below(5)
        )
    }),
    ("who accuses whom", |d, w| match d.below(2) {
        0 => format!("/acts?row={}", 12 * d.below(10)),
        _ => format!("/acts?act=deny&outlet={}", of(d, &w.outlets)),
    }),
    ("names", |d, w| match d.below(2) {
        0 => format!("/names?page={}", 1 + d.below(10)),
        _ => format!("/names?q={}", of(d, &w.places)),
    }),
    ("search, words", |d, w| {
        format!("/search?q={}", of(d, &w.words))
    }),
    ("search, two words", |d, w| {
        format!(
            "/search?q={}+{}&outlet={}",
            of(d, &w.words),
            of(d, &w.words),
            of(d, &w.outlets)
        )
    }),
    ("search, filters", |d, w| {
        format!(
            "/search?by={}&act=deny&since={}",
            of(d, &w.people),
            2019 + d.below(5)
        )
    }),
    ("gaps", |d, _| {
        format!("/gaps?gap=speaker&page={}", 1 + d.below(100))
    }),
    ("review, times", |d, _| {
        format!(
            "/review/times?after=open%7C{:016x}",
            d.below(article_count())
        )
    }),
    ("review", |d, _| {
        format!(
            "/review?item={:016x}-s{}",
            d.below(article_count()),
            1 + d.below(10)
        )
    }),
];

/// How many articles the record has; asked once.
static ARTICLES: std::sync::OnceLock<usize> = std::sync::OnceLock::new();

fn article_count() -> usize {
    ARTICLES.get().copied().unwrap_or(1).max(1)
}

/// A name as an address bears it.
fn of(dice: &mut Dice, list: &[String]) -> String {
    let name = list
        .get(dice.skewed(list.len()))
        .cloned()
        .unwrap_or_default();
    name.replace(' ', "+")
}

/// Asks for each view in turn with all readers at once, and prints a line a view.
pub fn run(address: &str, readers: usize, seconds: usize) -> Result<(), String> {
    let host = address
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let page = get(&host, "/articles?format=json&limit=1&offset=0").map_err(|e| e.to_string())?;
    if page.0 != 200 {
        return Err(format!("{host} answers {}", page.0));
    }
    let overview = get(&host, "/").map_err(|e| e.to_string())?.1;
    let _ = ARTICLES.set(articles_in(&overview));
    println!(
        "{} articles, {readers} readers, {seconds} s a view",
        article_count()
    );
    println!(
        "{:20} {:>8} {:>9} {:>9} {:>9}",
        "view", "pages", "first ms", "median", "p99"
    );
    let words = Words::invent();
    let mut over = 0;
    for (name, address_of) in VIEWS {
        // What is worked out once for each state of the record is worked out by the first who asks.
        let begun = Instant::now();
        get(&host, &address_of(&mut Dice(3), &words)).map_err(|e| e.to_string())?;
        let first = begun.elapsed().as_secs_f64() * 1000.0;
        let times = Mutex::new(Vec::new());
        let until = Instant::now() + Duration::from_secs(seconds as u64);
        let failed: Result<(), String> = std::thread::scope(|scope| {
            let one = |reader: usize| {
                let mut dice = Dice(reader as u64 * 7919 + name.len() as u64);
                let mut own = Vec::new();
                while Instant::now() < until {
                    let path = address_of(&mut dice, &words);
                    let begun = Instant::now();
                    let (status, _) = get(&host, &path).map_err(|e| format!("{path}: {e}"))?;
                    if status != 200 && status != 404 {
                        return Err(format!("{path}: status {status}"));
                    }
                    own.push(begun.elapsed().as_secs_f64() * 1000.0);
                }
                if let Ok(mut times) = times.lock() {
                    times.extend(own);
                }
                Ok(())
            };
            let threads: Vec<_> = (0..readers).map(|r| scope.spawn(move || one(r))).collect();
            threads.into_iter().try_for_each(|t| {
                t.join()
                    .unwrap_or_else(|_| Err("a reader failed".to_owned()))
            })
        });
        failed?;
        let mut times = times.into_inner().unwrap_or_default();
        times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            times
                .get((times.len() as f64 * share) as usize)
                .copied()
                .unwrap_or(0.0)
        };
        let (median, p99) = (at(0.5), at(0.99));
        let note = if median > MEDIAN || p99 > P99 {
            "  OVER"
        } else {
            ""
        };
        over += usize::from(!note.is_empty());
        println!(
            "{name:20} {:>8} {first:>9.0} {median:>9.1} {p99:>9.1}{note}",
            times.len()
        );
    }
    match over {
        0 => Ok(()),
        n => Err(format!(
            "{n} views are slower than {MEDIAN} ms at the median or {P99} ms at the 99th percentile"
        )),
    }
}

/// "20,000 articles by": the number.
fn articles_in(page: &str) -> usize {
    let before = page.split(" articles by").next().unwrap_or_default();
    let digits: Vec<char> = before
        .chars()
        .rev()
        .take_while(|c| c.is_ascii_digit() || *c == ',')
        .filter(|c| *c != ',')
        .collect();
    digits
        .into_iter()
        .rev()
        .collect::<String>()
        .parse()
        .unwrap_or(1)
}

/// One request on a connection of its own.
fn get(host: &str, path: &str) -> std::io::Result<(u16, String)> {
    let mut socket = TcpStream::connect(host)?;
    socket.set_nodelay(true)?;
    write!(
        socket,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )?;
    let mut reader = BufReader::new(socket);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|s| s.parse().ok())
        .unwrap_or(0);
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest)?;
    Ok((status, String::from_utf8_lossy(&rest).into_owned()))
}
