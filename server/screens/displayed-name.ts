// Two words that a screen shows beside its code: whoever pairs it compares them across a room.
import type { RandomBytes } from '../sessions/token.ts'

const first =
  `Amber Ample Azure Bold Brave Bright Brisk Broad Bronze Calm Candid Careful Cheerful Chief Clear Clever Cloudy Coral
  Cosy Crimson Crisp Curious Daring Deep Distant Dusty Eager Early Easy Fair Famous Fancy Fast Fearless Fine First Fleet
  Fond Free Fresh Friendly Gentle Giant Glad Golden Grand Green Handy Happy Hardy Hidden Honest Humble Ivory Jolly Keen
  Kind Large Lively Lofty Loyal Lucky Lunar Mellow Merry Mighty Misty Modest Noble Nimble Northern Olive Patient Peaceful
  Plain Pleasant Polite Prime Proud Purple Quick Quiet Rapid Ready Rosy Royal Ruby Rustic Safe Scarlet Serene Sharp Silent
  Silver Simple Smooth Snowy Solar Southern Steady Sturdy Sunny Swift Tall Tidy Tranquil Velvet Violet Warm Western Wise`.split(
    /\s+/,
  )

const second =
  `Anchor Apple Arrow Badger Balloon Barley Basket Beacon Beaver Bell Birch Bridge Brook Camel Candle Canyon Castle Cedar
  Cherry Cloud Clover Comet Compass Copper Cricket Dolphin Drum Eagle Elm Falcon Feather Fern Ferry Field Finch Flute
  Forest Fountain Fox Garden Garnet Glacier Harbor Harp Hazel Heron Hill Island Ivy Jasmine Kettle Kite Lagoon Lake Lantern
  Lemon Lily Lion Lobster Magnet Maple Meadow Melon Moon Mountain Nutmeg Oak Oasis Ocean Orchard Otter Owl Panda Pebble
  Pelican Pepper Piano Pigeon Pine Planet Plum Pond Poppy Prairie Pumpkin Rabbit Rainbow Raven River Robin Rocket Sail
  Salmon Sparrow Spruce Squirrel Star Stone Stork Summit Swan Thistle Tiger Tulip Valley Violin Walnut Willow Window`.split(
    /\s+/,
  )

/** A name and no secret: two screens that ask at the same moment may have the same, and their codes differ. */
export function makeDisplayedName(randomBytes: RandomBytes): string {
  const bytes = randomBytes(4)
  return `${first[bytes.readUInt16BE(0) % first.length]} ${second[bytes.readUInt16BE(2) % second.length]}`
}
