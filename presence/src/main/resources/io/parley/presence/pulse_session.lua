-- Does what keep_session does, and reads what has moved for the user: one step for a heartbeat.
--
-- KEYS[1]  hash    the sessions of a user, see RegistryKeys
-- KEYS[n]  hash    the news of the user in some spans of time
-- ARGV[1]  string  device
-- ARGV[2]  string  entry, see SessionEntry
-- ARGV[3]  int     time to live of the hash of sessions, ms
--
-- Answers the entry that stands there and stays, or '' when this one was put; then each hash of news, as a list of
-- conversation and head in turns.

local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
-- after the session was put: what a router left before it could see the session is among it
local answer = { held or '' }
for k = 2, #KEYS do
  answer[k] = redis.call('HGETALL', KEYS[k])
end
return answer
