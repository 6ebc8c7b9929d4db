//! Where a training stands after each pass, so that one that was stopped goes on from there and ends with the same
//! bytes. Kept beside the model as `….part`, removed when it is done.

use crate::layers::Random;
use crate::parser::Network;
use std::path::Path;

/// What changes while training.
pub struct State<'a> {
    /// Passes done.
    pub epoch: usize,
    /// Steps done.
    pub steps: usize,
    /// Source of chance.
    pub random: &'a mut Random,
    /// Order of the sentences.
    pub order: &'a mut [usize],
    /// All that is learned.
    pub network: &'a mut Network,
}

/// Writes the state of a training with these settings.
///
/// # Errors
/// The file's name, and what went wrong.
pub fn save(path: &Path, settings: &str, state: State) -> Result<(), String> {
    let mut out = settings.as_bytes().to_vec();
    out.push(b'\n');
    out.extend((state.epoch as u64).to_le_bytes());
    out.extend((state.steps as u64).to_le_bytes());
    out.extend(state.random.0.to_le_bytes());
    state
        .order
        .iter()
        .for_each(|n| out.extend((*n as u64).to_le_bytes()));
    for parameter in state.network.parameters() {
        for list in parameter.lists() {
            list.iter().for_each(|v| out.extend(v.to_le_bytes()));
        }
    }
    // Whole or not at all: a training may be stopped while it writes.
    let fresh = path.with_extension("part-new");
    let written = std::fs::write(&fresh, out).and_then(|()| std::fs::rename(&fresh, path));
    written.map_err(|e| format!("{}: {e}", path.display()))
}

/// Takes up the state that was saved with the same settings; says whether there was one.
pub fn load(path: &Path, settings: &str, state: &mut State) -> bool {
    let Ok(file) = std::fs::read(path) else {
        return false;
    };
    let Some(rest) = file.strip_prefix(format!("{settings}\n").as_bytes()) else {
        return false;
    };
    let count: usize = state
        .network
        .parameters()
        .iter_mut()
        .map(|p| p.lists().len() * p.value.len())
        .sum();
    if rest.len() != 8 * (3 + state.order.len()) + 4 * count {
        return false;
    }
    let (wholes, numbers) = rest.split_at(8 * (3 + state.order.len()));
    let mut wholes = wholes
        .chunks_exact(8)
        .map(|b| u64::from_le_bytes(b.try_into().unwrap()));
    let mut numbers = numbers
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes(b.try_into().unwrap()));
    state.epoch = wholes.next().unwrap() as usize;
    state.steps = wholes.next().unwrap() as usize;
    state.random.0 = wholes.next().unwrap();
    state
        .order
        .iter_mut()
        .for_each(|n| *n = wholes.next().unwrap() as usize);
    for parameter in state.network.parameters() {
        for list in parameter.lists() {
            list.iter_mut().for_each(|v| *v = numbers.next().unwrap());
        }
    }
    true
}
