//! Writes the model file that `rapporteur_parse::network` reads.

use crate::layers::{Linear, Norm};
use crate::parser::Network;
use rapporteur_parse::network::MAGIC;

/// The file's bytes. `hashes` are those of the table's rows.
pub fn bytes(network: &Network, hashes: &[u32], tags: &[String], labels: &[String]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let shape = &network.shape;
    for number in [shape.width, shape.arc, shape.label, shape.tag_layer] {
        count(&mut out, number);
    }
    text(&mut out, &shape.layers);
    text(&mut out, &tags.join("\n"));
    text(&mut out, &labels.join("\n"));
    count(&mut out, hashes.len());
    hashes.iter().for_each(|h| out.extend(h.to_le_bytes()));
    let rows = || network.table.value.chunks_exact(shape.width);
    let scale = |row: &[f32]| row.iter().fold(1e-6f32, |m, v| m.max(v.abs())) / 127.0;
    numbers(&mut out, &rows().map(scale).collect::<Vec<_>>());
    for row in rows() {
        let scale = scale(row);
        out.extend(row.iter().map(|v| (v / scale).round() as i8 as u8));
    }
    norm(&mut out, &network.norm);
    for layer in &network.layers {
        linear(&mut out, &layer.map);
        norm(&mut out, &layer.norm);
    }
    linear(&mut out, &network.tags);
    linear(&mut out, &network.project);
    linear(&mut out, &network.bilinear);
    linear(&mut out, &network.near);
    numbers(&mut out, &network.near_label.value);
    linear(&mut out, &network.labels);
    out
}

fn count(out: &mut Vec<u8>, number: usize) {
    out.extend((number as u32).to_le_bytes());
}

fn text(out: &mut Vec<u8>, text: &str) {
    count(out, text.len());
    out.extend(text.as_bytes());
}

fn numbers(out: &mut Vec<u8>, values: &[f32]) {
    count(out, values.len());
    values.iter().for_each(|v| out.extend(v.to_le_bytes()));
}

fn linear(out: &mut Vec<u8>, map: &Linear) {
    numbers(out, &map.weights.value);
    numbers(out, &map.bias.value);
}

fn norm(out: &mut Vec<u8>, norm: &Norm) {
    numbers(out, &norm.gain.value);
    numbers(out, &norm.bias.value);
}
