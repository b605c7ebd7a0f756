-- KEYS: hash, stamp, mark. ARGV: stamp, field, entry, its time in ms, now, most fields.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
local ends = redis.call('HGET', KEYS[3], 'ends')
if ends and tonumber(ends) > tonumber(ARGV[5]) then
  return 0
end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[6]) then
  redis.call('UNLINK', KEYS[1])
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
-- Each entry knows its own end; the hash lives as long as the last of them.
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return 1
