-- Moves on where groups stand, for several at once, each if it stands where it was left: if not, the words that were
-- left with it may be gone as well, or another router has left its own.
--
-- KEYS[n]      string  where a group stands, see GroupHead
-- ARGV[1]      int     time to live of each, ms
-- ARGV[2n]     string  where the n-th was left
-- ARGV[2n+1]   string  where it stands now
--
-- Answers which do not stand there now: their numbers, from 1 on.

local elsewhere = {}
for k = 1, #KEYS do
  local held, left, now = redis.call('GET', KEYS[k]), ARGV[2 * k], ARGV[2 * k + 1]
  if held == left then
    redis.call('SET', KEYS[k], now, 'PX', ARGV[1])
  elseif held ~= now then
    elsewhere[#elsewhere + 1] = k
  end
end
return elsewhere
