-- KEYS: hash, stamp, mark. ARGV: field, fresh stamp, its time in ms, now.
local entry = redis.call('HGET', KEYS[1], ARGV[1]) or ''
local ends = redis.call('HGET', KEYS[3], 'ends')
if ends and tonumber(ends) > tonumber(ARGV[4]) then
  return {entry, ''}
end
local stamp = redis.call('GET', KEYS[2]) or ARGV[2]
redis.call('SET', KEYS[2], stamp, 'PX', ARGV[3])
return {entry, stamp}
