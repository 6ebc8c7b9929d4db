//! Lines of a stream, numbered, none held that is over the limit.

use std::io::{BufRead, BufReader, ErrorKind, Read, Result};

/// The lines of a stream.
pub(crate) struct Lines {
    input: BufReader<Box<dyn Read + Send>>,
    /// How many were given.
    pub number: u64,
    limit: usize,
}

impl Lines {
    pub(crate) fn new(input: Box<dyn Read + Send>, limit: u64) -> Lines {
        Lines {
            input: BufReader::with_capacity(64 * 1024, input),
            number: 0,
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
        }
    }

    /// Reads the next line into `line`, its end with it; one over the limit is skipped, and `line` left empty.
    /// `false` at the end of the stream.
    pub(crate) fn next(&mut self, line: &mut Vec<u8>) -> Result<bool> {
        line.clear();
        let (mut any, mut over) = (false, false);
        loop {
            let part = match self.input.fill_buf() {
                Ok(part) => part,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if part.is_empty() {
                break;
            }
            any = true;
            let end = part.iter().position(|b| *b == b'\n').map(|at| at + 1);
            let used = end.unwrap_or(part.len());
            over |= line.len() + used > self.limit;
            match over {
                true => line.clear(),
                false => line.extend_from_slice(part.get(..used).unwrap_or_default()),
            }
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        self.number += u64::from(any);
        Ok(any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_and_none_over_the_limit_is_held() {
        let words = "ab\n\nabcdefgh\nc";
        let mut lines = Lines::new(Box::new(words.as_bytes()), 4);
        let (mut line, mut all) = (Vec::new(), Vec::new());
        while lines.next(&mut line).unwrap() {
            all.push(format!(
                "{} {}",
                lines.number,
                String::from_utf8(line.clone()).unwrap()
            ));
        }
        assert_eq!(all, ["1 ab\n", "2 \n", "3 ", "4 c"]);
    }
}
